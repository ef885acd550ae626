import type { Limits, Session } from './model.ts';
import { shownMessage } from './overlay.ts';
import { isOpen, me } from './selectors.ts';
import { statusAt } from './session-end.ts';
import type { ChatState } from './state.ts';

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
 * @param now epoch milliseconds by the server's clock, as far as this device knows it; the server has
 *   the last word
 */
export function messageRights(
  message: { readonly own: boolean; readonly sent: boolean; readonly at: number },
  session: Session | undefined,
  limits: Limits,
  now: number,
): MessageRights {
  const open = session !== undefined && isOpen({ status: statusAt(session, now) });
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

/**
 * Id of the last message that the person wrote in a session, if they may edit it now. Null while the
 * newest messages are not those that are loaded: what is last is not known then.
 *
 * @param now epoch milliseconds by this device's clock
 */
export function lastEditable(state: ChatState, sessionId: string, now: number): string | null {
  const myId = me(state)?.id;
  const timeline = state.timelines[sessionId];
  const session = state.sessions[sessionId];
  const stands = (id: string): boolean => shownMessage(state, sessionId, id)?.deletedAt === null;
  if (myId === undefined || timeline === undefined || timeline.hasNewer) return null;

  const unsent = state.outbox.findLast(
    (item) => item.kind === 'message' && item.sessionId === sessionId && stands(item.id),
  );
  if (unsent !== undefined) return unsent.id;
  const own = timeline.messages.findLast(
    ({ id, senderId, type }) => senderId === myId && type !== 'system' && stands(id),
  );
  if (own === undefined) return null;
  const message = { own: true, sent: true, at: own.createdAt };
  return messageRights(message, session, state.limits, now + state.serverAheadMs).edit
    ? own.id
    : null;
}
