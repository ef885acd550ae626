import type { Message } from './model.ts';
import type { ChangedMessage } from './review.ts';
import type { ChatState } from './state.ts';

type Changed = Readonly<Record<string, ChangedMessage>>;

/** What was made of one message: the same words are the same object, so that its row is not drawn anew. */
const made = new WeakMap<Message, Map<string, Message>>();

function standing(
  message: Message,
  version: { content: string | null; attachments: Message['attachments']; number: number },
  editedAt: number | null,
): Message {
  const known = made.get(message) ?? new Map<string, Message>();
  made.set(message, known);
  const key = `${version.number} ${editedAt ?? ''}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const { content, attachments } = version;
  const then: Message = {
    ...message,
    content,
    attachments,
    editedAt,
    deletedAt: null,
    deletedBy: null,
  };
  known.set(key, then);
  return then;
}

/**
 * A message as it was at a moment (epoch ms, inclusive); null before it was sent. Reactions and pins
 * are as they are now: nobody keeps when they came. What an earlier version said may have been purged;
 * then the oldest that is known stands for it.
 */
export function messageAt(
  message: Message,
  changed: ChangedMessage | undefined,
  at: number,
): Message | null {
  if (message.createdAt > at) return null;
  const versions = changed?.versions ?? [];
  const index = versions.findIndex((version) => version.replacedAt > at);
  const version = versions[index];
  // What is there now has been there since the last change.
  if (version === undefined) return message;
  const before = versions[index - 1];
  const { content, attachments, version: number } = version;
  return standing(message, { content, attachments, number }, before?.replacedAt ?? null);
}

/** The conversation as it was at a moment, oldest message first. */
export const messagesAt = (
  messages: readonly Message[],
  changed: Changed,
  at: number,
): readonly Message[] =>
  messages.flatMap((message) => messageAt(message, changed[message.id], at) ?? []);

/** A chat in which the messages of one session, and what others quote of them, are as they were. */
export function stateAt(
  state: ChatState,
  sessionId: string,
  changed: Changed,
  at: number,
): ChatState {
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return state;
  const quoted = Object.entries(state.quoted).map(
    ([id, message]) => [id, message && messageAt(message, changed[id], at)] as const,
  );
  return {
    ...state,
    quoted: Object.fromEntries(quoted),
    timelines: {
      ...state.timelines,
      [sessionId]: {
        ...timeline,
        messages: messagesAt(timeline.messages, changed, at),
        // The moment is the end, whatever has been said since.
        hasNewer: false,
        loadingNewer: false,
      },
    },
  };
}
