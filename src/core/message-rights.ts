import type { Limits, Session } from './model.ts';
import { isOpen } from './selectors.ts';

/** What a person may do with a message of a person, as far as this device can tell. */
export interface MessageRights {
  readonly react: boolean;
  readonly reply: boolean;
  readonly edit: boolean;
  readonly remove: boolean;
  /** Why one's own message cannot be edited, as a sentence; null where it can, or is not one's own. */
  readonly noEdit: string | null;
}

/**
 * @param message what is to be acted on; `sent`: the server has it. Neither a tombstone nor the
 *   system's
 * @param now epoch milliseconds by this device's clock; the server has the last word
 */
export function messageRights(
  message: { readonly own: boolean; readonly sent: boolean; readonly at: number },
  session: Session | undefined,
  limits: Limits,
  now: number,
): MessageRights {
  const open = session !== undefined && isOpen(session);
  const { own, sent } = message;
  const late = sent && limits.editWindowMs !== null && now - message.at >= limits.editWindowMs;
  const noEdit = !open
    ? 'The session takes no more changes.'
    : late
      ? 'This message is too old to be edited.'
      : null;
  return {
    react: open && sent,
    reply: open && sent,
    edit: own && noEdit === null,
    // In closed sessions, too: what somebody said stays theirs to take back.
    remove: own,
    noEdit: own ? noEdit : null,
  };
}
