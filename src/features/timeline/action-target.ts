/** The message that something is done with, as its row knows it. Never the system's. */
export interface ActionTarget {
  readonly id: string;
  readonly sessionId: string;
  /** Null while the message is on its way. */
  readonly seq: number | null;
  readonly own: boolean;
  readonly senderName: string;
  /** Null for a message that has only files. */
  readonly content: string | null;
  /** A tombstone: only who reviews the session can do something with it. */
  readonly deleted: boolean;
  /** When it was sent; epoch milliseconds. */
  readonly at: number;
}

/** Where menus of messages are drawn: a row would clip them, and outside no landmark has them. */
export const menuContainer = (): HTMLElement | null => document.querySelector('main');
