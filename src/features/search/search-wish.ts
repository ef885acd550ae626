/** Somebody wants to search; each time is a new wish, which brings them back to the box. */
export interface SearchWish {
  /** To search in this session first; null for all. */
  readonly sessionId: string | null;
  /** Had the focus, and gets it back. */
  readonly opener: HTMLElement | null;
}
