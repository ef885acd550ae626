/** Longer texts, in UTF-16 units, are not typed but put: typing them takes browsers seconds. */
const TYPED_MAX = 20_000;

/** Replaces what is selected in `box` by `text`, as typing does: it can be undone, and is heard of. */
export function insertText(box: HTMLTextAreaElement, text: string): void {
  box.focus();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else is known to undo
  if (text.length <= TYPED_MAX && document.execCommand('insertText', false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new InputEvent('input', { bubbles: true }));
}
