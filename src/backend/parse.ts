import * as v from 'valibot';
import type { SyncPage, WindowPage } from '../core/events.ts';
import { chatError, ChatFailure } from '../core/errors.ts';
import type { Me, Message, ReadState, Session } from '../core/model.ts';
import type { SessionPage } from './backend.ts';
import {
  Count,
  MessageRow,
  ProfileRow,
  ReadStateRow,
  ReceiptRow,
  SessionRow,
  Time,
} from './rows.ts';

/** Says in development what was dropped, and why. */
export const warn = (what: string, issues: readonly { message: string }[]): void => {
  if (import.meta.env.DEV) {
    console.warn(`Dropped a malformed ${what}: ${issues.map((i) => i.message).join('; ')}`);
  }
};

/** Parses the whole answer; a malformed one is the server's or our bug, and said so. */
export function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  warn(what, result.issues);
  throw new ChatFailure(chatError('Bug', `The server sent a ${what} that cannot be understood.`));
}

/** Parses a list, leaving out the rows that make no sense: one bad row must not hide the others. */
export function parseEach<Schema extends v.GenericSchema>(
  schema: Schema,
  values: readonly unknown[],
  what: string,
): v.InferOutput<Schema>[] {
  return values.flatMap((value) => {
    const result = v.safeParse(schema, value);
    if (result.success) return [result.output];
    warn(what, result.issues);
    return [];
  });
}

/** A list whose rows are parsed one by one. */
export const Rows = v.array(v.unknown());

export const parseMessage = (value: unknown): Message => parse(MessageRow, value, 'message');
/** Those of the answer's messages that make sense. */
export const parseMessages = (value: unknown): readonly Message[] =>
  parseEach(MessageRow, parse(v.object({ items: Rows }), value, 'messages').items, 'message');
export const parseSession = (value: unknown): Session => parse(SessionRow, value, 'session');
export const parseReadState = (value: unknown): ReadState =>
  parse(ReadStateRow, value, 'read state');

export function parseSessionPage(value: unknown): SessionPage {
  const page = parse(
    v.object({ items: Rows, has_more: v.boolean(), next_cursor: v.nullable(v.string()) }),
    value,
    'session list',
  );
  return {
    sessions: parseEach(SessionRow, page.items, 'session'),
    hasMore: page.has_more,
    nextCursor: page.next_cursor,
  };
}

export function parseMessagePage(value: unknown): WindowPage {
  const page = parse(
    v.object({ items: Rows, has_older: v.boolean(), has_newer: v.boolean(), last_rev: Count }),
    value,
    'page of messages',
  );
  return {
    messages: parseEach(MessageRow, page.items, 'message'),
    hasOlder: page.has_older,
    hasNewer: page.has_newer,
    lastRev: page.last_rev,
  };
}

export function parseSyncPage(value: unknown): SyncPage {
  const page = parse(
    v.object({
      items: Rows,
      has_more: v.boolean(),
      next_cursor: Count,
      last_rev: Count,
      receipts: Rows,
    }),
    value,
    'page of changes',
  );
  return {
    messages: parseEach(MessageRow, page.items, 'message'),
    hasMore: page.has_more,
    cursor: page.next_cursor,
    lastRev: page.last_rev,
    receipts: parseEach(ReceiptRow, page.receipts, 'receipt'),
  };
}

/** The delivered watermark in the answer of `mark_delivered`. */
export const parseDelivered = (value: unknown): number =>
  parse(v.object({ delivered_seq: Count }), value, 'receipt').delivered_seq;

/** The server's clock (epoch ms) in the answer of `heartbeat`. */
export const parseServerTime = (value: unknown): number =>
  parse(v.object({ server_time: Time }), value, 'heartbeat').server_time;

/** The session in the answer of `open_conversation`. */
export const parseOpened = (value: unknown): Session =>
  parse(v.object({ session: SessionRow }), value, 'conversation').session;

export type Profile = Pick<Me, 'fullName' | 'avatarUrl' | 'role'>;

export function parseProfile(value: unknown): Profile {
  const row = parse(ProfileRow, value, 'profile');
  return { fullName: row.full_name, avatarUrl: row.avatar_url, role: row.role };
}
