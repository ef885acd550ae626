import type { Message, Reaction } from './model.ts';
import type { Outgoing, OutgoingChange, OutgoingReaction } from './outgoing.ts';
import type { ChatState } from './state.ts';

const nothing: readonly never[] = [];

/** The parts of a message that a person can change. */
type Changeable = Pick<
  Message,
  | 'content'
  | 'attachments'
  | 'reactions'
  | 'editedAt'
  | 'deletedAt'
  | 'deletedBy'
  | 'pinnedAt'
  | 'pinnedBy'
>;

function react(reactions: readonly Reaction[], change: OutgoingReaction): readonly Reaction[] {
  const { emoji, authorId, on } = change;
  const before = reactions.find((reaction) => reaction.emoji === emoji);
  if ((before?.userIds.includes(authorId) ?? false) === on) return reactions;
  if (before === undefined) return [...reactions, { emoji, userIds: [authorId] }];
  const userIds = on
    ? [...before.userIds, authorId]
    : before.userIds.filter((userId) => userId !== authorId);
  return reactions.flatMap((reaction) => {
    if (reaction !== before) return [reaction];
    return userIds.length === 0 ? [] : [{ emoji, userIds }];
  });
}

function applyChange<T extends Changeable>(message: T, change: OutgoingChange): T {
  // What was refused is shown beside the message, and nothing happens to a deleted one.
  if (change.status === 'failed' || message.deletedAt !== null) return message;
  switch (change.kind) {
    case 'edit':
      return { ...message, content: change.content, editedAt: change.composedAt };
    case 'delete':
      return {
        ...message,
        content: null,
        attachments: nothing,
        reactions: nothing,
        pinnedAt: null,
        pinnedBy: null,
        deletedAt: change.composedAt,
        deletedBy: 'sender',
      };
    case 'reaction': {
      const reactions = react(message.reactions, change);
      return reactions === message.reactions ? message : { ...message, reactions };
    }
  }
}

/** `message` as it will be once `changes`, which are on their way to it, have arrived in order. */
export const overlay = <T extends Changeable>(
  message: T,
  changes: readonly OutgoingChange[] | undefined,
): T => changes?.reduce(applyChange, message) ?? message;

/** Message id → what is on its way to it, in order. */
export function changesOf(
  outbox: readonly Outgoing[],
): ReadonlyMap<string, readonly OutgoingChange[]> {
  const changes = new Map<string, OutgoingChange[]>();
  for (const item of outbox) {
    if (item.kind === 'message') continue;
    const before = changes.get(item.messageId);
    if (before === undefined) changes.set(item.messageId, [item]);
    else before.push(item);
  }
  return changes;
}

/** What a person sees of one message, and the `rev` of what the server said last (0: not sent yet). */
export interface Shown {
  readonly rev: number;
  readonly senderId: string | null;
  readonly content: string | null;
  readonly reactions: readonly Reaction[];
  readonly deletedAt: number | null;
  /** Then the text may be empty. */
  readonly hasFiles: boolean;
}

/** The message as it is on screen, sent or not; null if this device does not have it at hand. */
export function shownMessage(state: ChatState, sessionId: string, messageId: string): Shown | null {
  const changes = changesOf(state.outbox).get(messageId);
  const message =
    state.timelines[sessionId]?.messages.find((one) => one.id === messageId) ??
    state.quoted[messageId];
  if (message != null) {
    const shown = overlay(message, changes);
    return { ...shown, hasFiles: shown.attachments.length > 0 };
  }
  const item = state.outbox.find((one) => one.id === messageId);
  if (item?.kind !== 'message') return null;
  const hasFiles = item.files.length > 0;
  return { rev: 0, senderId: item.authorId, hasFiles, ...unsent(item.content, changes) };
}

/** The changeable parts of a message that is itself on its way. */
export const unsent = (
  content: string,
  changes: readonly OutgoingChange[] | undefined,
): Changeable =>
  overlay<Changeable>(
    {
      content,
      attachments: nothing,
      reactions: nothing,
      editedAt: null,
      deletedAt: null,
      deletedBy: null,
      pinnedAt: null,
      pinnedBy: null,
    },
    changes,
  );
