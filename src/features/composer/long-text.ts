/** A pasted text longer than this, in UTF-16 units, is offered to be sent as a file. */
const LONG_PASTE = 4_000;

/** A text that is held until the help with writing takes it. */
export interface Held {
  readonly text: string;
}

/** The text in `data` with the line breaks of a text box, if it is a long one; null otherwise. */
export function longText(data: DataTransfer): Held | null {
  const text = data.getData('text/plain').replace(/\r\n?/g, '\n');
  return text.length > LONG_PASTE ? { text } : null;
}
