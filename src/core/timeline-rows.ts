import type { ChatError } from './errors.ts';
import type { Attachment, Message, Reaction } from './model.ts';
import { changesOf, overlay, unsent } from './overlay.ts';
import type {
  Outgoing,
  OutgoingChange,
  OutgoingFile,
  OutgoingMessage,
  OutgoingStatus,
} from './outgoing.ts';

/** Messages of one sender closer together than this are one group. */
const GROUP_WITHIN_MS = 5 * 60_000;
const nothing: readonly never[] = [];

export type SendingState = OutgoingStatus;

/** One line of the conversation. `key` never changes while the thing it shows exists. */
export type TimelineRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  /** A refused change to a message that is not among those loaded. */
  | { readonly kind: 'change'; readonly key: string; readonly change: OutgoingChange }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly id: string;
      /** Null while the message is on its way. */
      readonly seq: number | null;
      /** What the server said last; 0 while the message is on its way. */
      readonly rev: number;
      readonly senderId: string | null;
      readonly system: boolean;
      /** Null for a deleted message, and for one that has only files. */
      readonly content: string | null;
      readonly deleted: boolean;
      readonly deletedBy: Message['deletedBy'];
      readonly attachments: readonly Attachment[];
      /** Of a message on its way: what goes up before it. */
      readonly files: readonly OutgoingFile[];
      readonly reactions: readonly Reaction[];
      readonly replyTo: string | null;
      readonly forwarded: boolean;
      readonly pinned: boolean;
      readonly at: number;
      readonly edited: boolean;
      /** Of the message itself; null once the server has it. */
      readonly sending: SendingState | null;
      readonly error: ChatError | null;
      readonly notBefore: number | null;
      /** What this device has on its way to the message, refused or not; shown in it where not. */
      readonly changes: readonly OutgoingChange[];
      /** First and last of a run by one sender. */
      readonly first: boolean;
      readonly last: boolean;
    };

export type MessageRow = Extract<TimelineRow, { kind: 'message' }>;
type Place = Pick<MessageRow, 'first' | 'last'>;
type Source = Message | OutgoingMessage;

const isMessage = (source: Source): source is Message => 'seq' in source;
const isSystem = (source: Source): boolean => isMessage(source) && source.type === 'system';
const senderOf = (source: Source): string | null =>
  isMessage(source) ? source.senderId : source.authorId;
const timeOf = (source: Source): number =>
  isMessage(source) ? source.createdAt : source.composedAt;

function fromMessage(
  message: Message,
  changes: readonly OutgoingChange[],
  place: Place,
): MessageRow {
  const shown = overlay(message, changes);
  const deleted = shown.deletedAt !== null;
  return {
    kind: 'message',
    key: message.id,
    id: message.id,
    seq: message.seq,
    rev: message.rev,
    senderId: message.senderId,
    system: isSystem(message),
    content: deleted ? null : shown.content,
    deleted,
    deletedBy: message.deletedBy,
    attachments: deleted ? nothing : shown.attachments,
    files: nothing,
    reactions: deleted ? nothing : shown.reactions,
    replyTo: message.replyTo,
    forwarded: message.forwarded,
    pinned: shown.pinnedAt !== null,
    at: message.createdAt,
    edited: shown.editedAt !== null,
    sending: null,
    error: null,
    notBefore: null,
    changes,
    ...place,
  };
}

function fromOutgoing(
  item: OutgoingMessage,
  changes: readonly OutgoingChange[],
  place: Place,
): MessageRow {
  const shown = unsent(item.content, changes);
  const deleted = shown.deletedAt !== null;
  return {
    kind: 'message',
    key: item.id,
    id: item.id,
    seq: null,
    rev: 0,
    senderId: item.authorId,
    system: false,
    content: shown.content,
    deleted,
    deletedBy: null,
    attachments: nothing,
    files: deleted ? nothing : item.files,
    reactions: shown.reactions,
    replyTo: item.replyTo,
    forwarded: item.forwarded,
    pinned: false,
    at: item.composedAt,
    edited: shown.editedAt !== null,
    sending: item.status,
    error: item.error,
    notBefore: item.notBefore,
    changes,
    ...place,
  };
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, at) => item === b[at]);

/** The row last made of a message: where nothing about it changed, the very same one is used. */
const rows = new WeakMap<Source, MessageRow>();

function rowOf(source: Source, changes: readonly OutgoingChange[], place: Place): MessageRow {
  const before = rows.get(source);
  if (
    before?.first === place.first &&
    before.last === place.last &&
    sameItems(before.changes, changes)
  ) {
    return before;
  }
  const row = isMessage(source)
    ? fromMessage(source, changes, place)
    : fromOutgoing(source, changes, place);
  rows.set(source, row);
  return row;
}

const grouped = (a: Source, b: Source): boolean =>
  !isSystem(a) &&
  !isSystem(b) &&
  senderOf(a) === senderOf(b) &&
  Math.abs(timeOf(b) - timeOf(a)) < GROUP_WITHIN_MS;

/**
 * Rows to draw, oldest first: messages as the server has them with what is on its way to them, then
 * new ones that are still on their way, with a separator where the day changes (`dayOf` gives a key
 * per local day) and the unread line before `unreadLineSeq`. A row whose message did not change is
 * the same object as in the call before.
 *
 * Unless the history is `complete` from its first message on, the oldest message is left out: what
 * comes before it decides whether a day or a group begins there, so its row would change its height
 * under the reader's eyes when the page before it arrives. Unless it is `live`, that is, reaches up
 * to now, the newest message is left out likewise, and with it what is on its way: that belongs
 * after the newest message of all.
 */
export function timelineRows(
  messages: readonly Message[],
  outbox: readonly Outgoing[],
  unreadLineSeq: number | null,
  dayOf: (at: number) => string,
  complete: boolean,
  live = true,
): readonly TimelineRow[] {
  const result: TimelineRow[] = [];
  const changes = changesOf(outbox);
  /** The message whose row comes next: how it ends is known only when the one after it is. */
  let pending: { source: Source; first: boolean } | null = null;
  let day: string | null = null;
  let lineDrawn = unreadLineSeq === null;

  const place = (last: boolean): void => {
    if (pending === null) return;
    const { source, first } = pending;
    result.push(rowOf(source, changes.get(source.id) ?? nothing, { first, last }));
  };

  const add = (source: Source): void => {
    const at = timeOf(source);
    const seq = isMessage(source) ? source.seq : null;
    const sourceDay = dayOf(at);
    const newDay = sourceDay !== day;
    const reachesLine = !lineDrawn && (seq === null || seq >= (unreadLineSeq ?? 0));
    const line = reachesLine && seq !== null;
    const joins = !newDay && !line && pending !== null && grouped(pending.source, source);
    place(!joins);
    // A sender's clock may lie: the separator's key is the row's, so it is unique all the same.
    if (newDay) result.push({ kind: 'day', key: `day:${sourceDay}:${source.id}`, at });
    if (line) result.push({ kind: 'unread', key: 'unread' });
    day = sourceDay;
    lineDrawn ||= reachesLine;
    pending = { source, first: !joins };
  };

  for (const message of messages) add(message);
  if (live) {
    for (const item of outbox) if (item.kind === 'message') add(item);
    place(true);
  }
  const shown =
    complete || messages.length === 0
      ? result
      : result.slice(result.findIndex((row) => row.kind === 'message') + 1);
  return live ? [...shown, ...unplaced(shown, outbox)] : shown;
}

/** Refused changes whose message has no row: what was not saved must stay in sight. */
function unplaced(rows: readonly TimelineRow[], outbox: readonly Outgoing[]): TimelineRow[] {
  const refused = outbox.flatMap((item) =>
    item.kind !== 'message' && item.status === 'failed' ? [item] : [],
  );
  if (refused.length === 0) return [];
  const placed = new Set(rows.map((row) => (row.kind === 'message' ? row.id : null)));
  return refused
    .filter((change) => !placed.has(change.messageId))
    .map((change) => ({ kind: 'change', key: `change:${change.id}`, change }));
}
