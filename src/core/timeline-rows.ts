import type { ChatError } from './errors.ts';
import type { Message } from './model.ts';
import type { Outgoing, OutgoingMessage, OutgoingStatus } from './state.ts';

/** Messages of one sender closer together than this are one group. */
const GROUP_WITHIN_MS = 5 * 60_000;

export type SendingState = OutgoingStatus;

/** One line of the conversation. `key` never changes while the thing it shows exists. */
export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly id: string;
      /** Null while the message is on its way. */
      readonly seq: number | null;
      readonly senderId: string | null;
      readonly system: boolean;
      /** Null for a deleted message. */
      readonly content: string | null;
      readonly at: number;
      readonly edited: boolean;
      readonly sending: SendingState | null;
      readonly error: ChatError | null;
      readonly notBefore: number | null;
      /** First and last of a run by one sender. */
      readonly first: boolean;
      readonly last: boolean;
    };

type MessageRow = Extract<TimelineRow, { kind: 'message' }>;

const fromMessage = (message: Message): MessageRow => ({
  kind: 'message',
  key: message.id,
  id: message.id,
  seq: message.seq,
  senderId: message.senderId,
  system: message.type === 'system',
  content: message.deletedAt === null ? message.content : null,
  at: message.createdAt,
  edited: message.editedAt !== null,
  sending: null,
  error: null,
  notBefore: null,
  first: true,
  last: true,
});

const fromOutgoing = (item: OutgoingMessage): MessageRow => ({
  kind: 'message',
  key: item.id,
  id: item.id,
  seq: null,
  senderId: item.authorId,
  system: false,
  content: item.content,
  at: item.composedAt,
  edited: false,
  sending: item.status,
  error: item.error,
  notBefore: item.notBefore,
  first: true,
  last: true,
});

const grouped = (a: MessageRow, b: MessageRow): boolean =>
  !a.system && !b.system && a.senderId === b.senderId && Math.abs(b.at - a.at) < GROUP_WITHIN_MS;

/**
 * Rows to draw, oldest first: messages, then what is still on its way, with a separator where the
 * day changes (`dayOf` gives a key per local day) and the unread line before `unreadLineSeq`.
 *
 * Unless the history is `complete` from its first message on, the oldest message is left out: what
 * comes before it decides whether a day or a group begins there, so its row would change its height
 * under the reader's eyes when the page before it arrives.
 */
export function timelineRows(
  messages: readonly Message[],
  outbox: readonly Outgoing[],
  unreadLineSeq: number | null,
  dayOf: (at: number) => string,
  complete: boolean,
): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  let previous: MessageRow | null = null;
  let previousIndex = -1;
  let day: string | null = null;
  let lineDrawn = unreadLineSeq === null;

  const push = (row: MessageRow): void => {
    const rowDay = dayOf(row.at);
    let broken = false;
    if (rowDay !== day) {
      // A sender's clock may lie: the separator's key is the row's, so it is unique all the same.
      rows.push({ kind: 'day', key: `day:${rowDay}:${row.key}`, at: row.at });
      day = rowDay;
      broken = true;
    }
    if (!lineDrawn && (row.seq === null || row.seq >= (unreadLineSeq ?? 0))) {
      lineDrawn = true;
      if (row.seq !== null) {
        rows.push({ kind: 'unread', key: 'unread' });
        broken = true;
      }
    }
    const joins = !broken && previous !== null && grouped(previous, row);
    if (joins && previous !== null) rows[previousIndex] = { ...previous, last: false };
    const placed = joins ? { ...row, first: false } : row;
    rows.push(placed);
    previous = placed;
    previousIndex = rows.length - 1;
  };

  for (const message of messages) push(fromMessage(message));
  for (const item of outbox) if (item.kind === 'message') push(fromOutgoing(item));
  if (complete || messages.length === 0) return rows;
  return rows.slice(rows.findIndex((row) => row.kind === 'message') + 1);
}
