import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseBroadcast, parseTyping } from '../../../src/backend/parse-broadcast.ts';
import {
  parseMessage,
  parseMessagePage,
  parseSession,
  parseSessionPage,
} from '../../../src/backend/parse.ts';
import { ANNA, BEN, SESSION, uuid } from '../../support/samples.ts';

const messageRow = {
  id: uuid(1001),
  session_id: SESSION,
  seq: 1,
  rev: 1,
  sender_id: BEN,
  message_type: 'text',
  content: 'hello',
  reply_to: null,
  edited_at: null,
  deleted_at: null,
  created_at: '2026-01-05T12:00:01.123456+00:00',
  something_new: true,
};

const sessionRow = {
  id: SESSION,
  kind: 'mentoring',
  status: 'in_progress',
  subject: null,
  product_snapshot: null,
  founder_a: ANNA,
  founder_b: BEN,
  created_by: ANNA,
  scheduled_at: null,
  expires_at: null,
  ends_at: null,
  extension_minutes: null,
  extension_by: null,
  ended_reason: null,
  summary: null,
  awaiting_user_id: ANNA,
  awaiting_since: '2026-01-05T12:00:01+00:00',
  from_seq: 1,
  last_seq: 1,
  last_rev: 1,
  last_message: 'hello',
  last_message_at: '2026-01-05T12:00:01+00:00',
  last_sender_id: BEN,
  created_at: '2026-01-05T11:00:00+00:00',
  updated_at: '2026-01-05T11:00:00+00:00',
  sort_at: '2026-01-05T12:00:01+00:00',
  last_read_seq: 0,
  unread_count: 1,
  unread_from_seq: 1,
  state_version: 2,
  muted_until: null,
  archived_at: null,
  pinned_at: null,
  my_delivered_seq: 0,
  peers: [
    {
      user_id: BEN,
      full_name: 'Ben',
      avatar_url: null,
      role: 'mentor',
      timezone: 'Europe/Rome',
      presence: 'online',
      last_seen: null,
      delivered_seq: 1,
      read_seq: null,
      read_version: 1,
    },
  ],
};

/** The expected complaints, so that they do not count as a failure. */
function hush() {
  return vi.spyOn(console, 'warn').mockImplementation(() => undefined);
}

afterEach(() => {
  vi.mocked(console.warn).mockClear();
});

describe('times', () => {
  test.each([
    ['2026-01-05T12:00:01.123456+00:00', Date.UTC(2026, 0, 5, 12, 0, 1, 123)],
    ['2026-01-05 12:00:01.1+00', Date.UTC(2026, 0, 5, 12, 0, 1, 100)],
    ['2026-01-05 12:00:01+05:30', Date.UTC(2026, 0, 5, 6, 30, 1)],
    ['2026-01-05T12:00:01Z', Date.UTC(2026, 0, 5, 12, 0, 1)],
  ])('%s', (text, at) => {
    expect(parseMessage({ ...messageRow, created_at: text }).createdAt).toBe(at);
  });
});

describe('how long a session is muted', () => {
  const mutedUntil = (muted_until: string | null) =>
    parseSession({ ...sessionRow, muted_until }).mutedUntil;

  test('until a time, for ever, or not at all', () => {
    expect(mutedUntil('2026-01-05T12:00:00+00:00')).toBe(Date.UTC(2026, 0, 5, 12));
    expect(mutedUntil('infinity')).toBe(Infinity);
    expect(mutedUntil(null)).toBeNull();
  });
});

describe('what makes no sense is left out, and the rest kept', () => {
  test.each([
    ['nothing', null],
    ['another shape', { id: 7 }],
    ['a seq that is no number', { ...messageRow, seq: '1' }],
    ['a negative rev', { ...messageRow, rev: -1 }],
    ['an id that is none', { ...messageRow, id: '../..' }],
    ['a type nobody knows', { ...messageRow, message_type: 'hologram' }],
    ['a time that is none', { ...messageRow, created_at: 'soon' }],
  ])('a message with %s', (_what, bad) => {
    const warned = hush();
    const page = parseMessagePage({
      items: [bad, messageRow],
      has_older: false,
      has_newer: false,
      last_rev: 1,
    });
    expect(page.messages.map((message) => message.id)).toEqual([messageRow.id]);
    expect(warned).toHaveBeenCalledTimes(1);
  });

  test('a session in a list', () => {
    const warned = hush();
    const page = parseSessionPage({
      items: [{ ...sessionRow, status: 'dreaming' }, sessionRow],
      has_more: true,
      next_cursor: 'x',
    });
    expect(page.sessions).toHaveLength(1);
    expect(warned).toHaveBeenCalledTimes(1);
  });

  test('an answer that is no page at all is an error', () => {
    const warned = hush();
    expect(() => parseMessagePage('oops')).toThrow(/cannot be understood/);
    expect(warned).toHaveBeenCalledTimes(1);
  });
});

describe('broadcasts', () => {
  test('a bookmark', () => {
    const payload = { session_id: SESSION, message_id: uuid(7), on: false };
    expect(parseBroadcast('bookmark', payload)).toEqual({
      type: 'bookmark',
      sessionId: SESSION,
      messageId: uuid(7),
      on: false,
    });
  });

  test('message, session, removal, receipt and presence', () => {
    expect(parseBroadcast('message', { message: messageRow, session: sessionRow })).toMatchObject({
      type: 'message',
      message: { id: messageRow.id },
      session: { id: SESSION, peers: [{ readSeq: null }] },
    });
    expect(parseBroadcast('session', { session: sessionRow, id: uuid(1) })).toMatchObject({
      type: 'session',
    });
    expect(parseBroadcast('session', { session: { id: SESSION }, removed: true })).toEqual({
      type: 'removed',
      sessionId: SESSION,
    });
    const receipt = {
      session_id: SESSION,
      user_id: BEN,
      delivered_seq: 3,
      read_seq: 2,
      read_version: 4,
    };
    expect(parseBroadcast('receipt', receipt)).toMatchObject({ own: null });
    expect(
      parseBroadcast('receipt', {
        ...receipt,
        unread_count: 0,
        last_read_seq: 2,
        state_version: 9,
      }),
    ).toMatchObject({ own: { stateVersion: 9 } });
    expect(parseBroadcast('receipts', { receipts: [receipt] })).toEqual({
      type: 'receipts',
      receipts: [
        {
          sessionId: SESSION,
          receipt: { userId: BEN, deliveredSeq: 3, readSeq: 2, readVersion: 4 },
        },
      ],
    });
    expect(
      parseBroadcast('presence', { user_id: BEN, status: 'busy', last_seen: null }),
    ).toMatchObject({ status: 'busy' });
  });

  test.each([
    ['message', { message: messageRow }],
    ['message', 'hello'],
    ['session', {}],
    ['receipt', { session_id: SESSION, user_id: BEN }],
    ['receipts', { receipts: [{ session_id: SESSION, user_id: BEN }] }],
    ['presence', { user_id: BEN, status: 'invisible', last_seen: null }],
    ['connection_revoked', undefined],
  ] as const)('a malformed %s is dropped', (name, payload) => {
    const warned = hush();
    expect(parseBroadcast(name, payload)).toBeNull();
    expect(warned).toHaveBeenCalledTimes(1);
  });

  test('a typing hint may hold anything', () => {
    expect(parseTyping({ user_id: BEN, typing: true })).toEqual({ userId: BEN, typing: true });
    for (const junk of [null, 'x', {}, { user_id: BEN, typing: 'yes' }]) {
      expect(parseTyping(junk)).toBeNull();
    }
  });
});
