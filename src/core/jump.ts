import type { ChatError } from './errors.ts';

/** Where to: a message, by id or by `seq`; the first one at or after a moment (epoch ms); the newest. */
export type JumpTarget =
  | { readonly messageId: string }
  | { readonly seq: number }
  | { readonly at: number }
  | { readonly latest: true };

/**
 * A wish to be taken somewhere in a session's history. A newer wish takes the place of an older one.
 *
 *   (none) --requested, the target is loaded--> landing --landed--> landed --ended--> (none)
 *   (none) --requested--> loading --windowLoaded--> landing
 *                         loading --failed--> failed --ended--> (none)
 */
export interface Jump {
  readonly id: string;
  readonly sessionId: string;
  readonly target: JumpTarget;
  readonly status: 'loading' | 'landing' | 'landed' | 'failed';
  /** Of the message to bring into view, once that is known; null for the end of the history. */
  readonly seq: number | null;
  /** Why it failed. */
  readonly error: ChatError | null;
}
