/** What can be focused with the arrows: messages, which are articles. */
const ARTICLES = '[data-message-id] article';

/** The element of the log's row around `element`, and the id of its message. */
export const messageIdAt = (element: EventTarget | null): string | null =>
  (element instanceof Element
    ? element.closest<HTMLElement>('[data-message-id]')?.dataset['messageId']
    : undefined) ?? null;

/** The last message that is whole in view, or else the last that is drawn. */
function newestInView(log: Element, articles: readonly HTMLElement[]): HTMLElement | undefined {
  const { bottom } = log.getBoundingClientRect();
  return (
    articles.findLast((article) => article.getBoundingClientRect().bottom <= bottom) ??
    articles.at(-1)
  );
}

/**
 * Leads the focus from message to message with the up and down keys: from the log itself to the
 * newest in view. Returns whether the key was used.
 */
export function moveByKey(key: string, target: EventTarget): boolean {
  if (!(target instanceof HTMLElement) || (key !== 'ArrowUp' && key !== 'ArrowDown')) return false;
  const log = target.closest('[role="log"]');
  const inLog = target === log;
  // Within a message the keys belong to what has the focus.
  if (log === null || (!inLog && !target.matches(ARTICLES))) return false;
  // Rows are drawn in their order, and beyond the edges of what is in view.
  const articles = [...log.querySelectorAll<HTMLElement>(ARTICLES)];
  const at = articles.indexOf(target);
  const next = inLog
    ? key === 'ArrowUp'
      ? newestInView(log, articles)
      : undefined
    : articles[at + (key === 'ArrowUp' ? -1 : 1)];
  if (next === undefined) return false;
  next.focus();
  return true;
}

/** Puts the focus on the message `id` itself, if it is drawn. */
export function focusMessage(id: string): void {
  document
    .querySelector<HTMLElement>(`[data-message-id="${CSS.escape(id)}"] article`)
    ?.focus({ preventScroll: true });
}
