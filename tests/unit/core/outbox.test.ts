import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outgoing } from '../../../src/core/compose.ts';
import { chatError } from '../../../src/core/errors.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import { reduce } from '../../../src/core/reduce.ts';
import { initialState, type ChatState } from '../../../src/core/state.ts';
import {
  ANNA,
  NOON,
  sampleMe,
  sampleMessage,
  sampleSession,
  SESSION,
  uuid,
} from '../../support/samples.ts';

const ID = uuid(50);
const offline = chatError('Offline', 'no network');
const refused = chatError('Conflict', 'closed', { code: 'session_closed' });
const item = outgoing({ id: ID, sessionId: SESSION, authorId: ANNA, text: 'hello', at: NOON });
const message = sampleMessage(1, { id: ID, senderId: ANNA, content: 'hello' });

const start = (
  [
    { type: 'auth/signedIn', me: sampleMe() },
    { type: 'session/changed', session: sampleSession() },
    { type: 'session/opened', sessionId: SESSION },
    {
      type: 'timeline/pageLoaded',
      sessionId: SESSION,
      page: { messages: [], hasOlder: false, lastRev: 0 },
      older: false,
    },
  ] satisfies ChatEvent[]
).reduce<ChatState>(reduce, initialState);

const after = (...events: ChatEvent[]): ChatState => events.reduce(reduce, start);
const stored: ChatEvent = { type: 'outbox/stored', id: ID };
const statusOf = (state: ChatState): string | undefined => state.outbox[0]?.status;
const shown = (state: ChatState): string[] => state.timelines[SESSION]!.messages.map((m) => m.id);

const composed: ChatEvent = { type: 'outbox/composed', item };
const started: ChatEvent = { type: 'outbox/sendStarted', id: ID };
const accepted: ChatEvent = { type: 'outbox/accepted', id: ID, message };
const delayed: ChatEvent = { type: 'outbox/delayed', id: ID, error: offline, notBefore: NOON + 5 };
const wasRefused: ChatEvent = { type: 'outbox/refused', id: ID, error: refused };

describe('a message on its way', () => {
  test('-> unsaved', () => expect(statusOf(after(composed))).toBe('unsaved'));

  test('unsaved -> queued when the device has stored it', () => {
    expect(statusOf(after(composed, stored))).toBe('queued');
  });

  test('unsaved is not sent', () => expect(statusOf(after(composed, started))).toBe('unsaved'));

  test('queued -> sending', () => {
    const state = after(composed, stored, started);
    expect(state.outbox[0]).toMatchObject({ status: 'sending', attempts: 1 });
  });

  test('sending -> sent by the reply', () => {
    const state = after(composed, stored, started, accepted);
    expect(state.outbox).toEqual([]);
    expect(shown(state)).toEqual([ID]);
  });

  test('sending -> sent by the echo, and the reply that follows changes nothing', () => {
    const echoed = after(composed, stored, started, { type: 'message/received', message });
    expect(echoed.outbox).toEqual([]);
    expect(shown(reduce(echoed, accepted))).toEqual([ID]);
  });

  test('sending -> sent by catch-up, when the reply was lost', () => {
    const page = { messages: [message], hasMore: false, cursor: 1, lastRev: 1, receipts: [] };
    const state = after(composed, stored, started, {
      type: 'timeline/synced',
      sessionId: SESSION,
      page,
    });
    expect(state.outbox).toEqual([]);
  });

  test('sending -> queued when the network fails, with the time of the next try', () => {
    expect(after(composed, stored, started, delayed).outbox[0]).toMatchObject({
      status: 'queued',
      notBefore: NOON + 5,
      error: offline,
    });
  });

  test('sending -> failed when the server refuses, with the text kept', () => {
    expect(after(composed, stored, started, wasRefused).outbox[0]).toMatchObject({
      status: 'failed',
      content: 'hello',
      error: refused,
    });
  });

  test('failed -> queued on “Try again”', () => {
    const state = after(composed, stored, started, wasRefused, { type: 'outbox/retried', id: ID });
    expect(state.outbox[0]).toMatchObject({ status: 'queued', attempts: 0, error: null });
  });

  test('failed -> gone on “Discard”', () => {
    const state = after(composed, stored, started, wasRefused, {
      type: 'outbox/discarded',
      id: ID,
    });
    expect(state.outbox).toEqual([]);
  });

  test('sending is not discarded: it may already be accepted', () => {
    expect(statusOf(after(composed, stored, started, { type: 'outbox/discarded', id: ID }))).toBe(
      'sending',
    );
  });

  test('a refusal that comes after the echo changes nothing', () => {
    const state = after(
      composed,
      stored,
      started,
      { type: 'message/received', message },
      wasRefused,
    );
    expect(state.outbox).toEqual([]);
  });

  test('is on screen exactly once, whatever the order of reply, echo, catch-up and replay', () => {
    const page = { messages: [message], hasMore: false, cursor: 1, lastRev: 1, receipts: [] };
    const happenings: ChatEvent[] = [
      composed,
      stored,
      started,
      accepted,
      delayed,
      { type: 'message/received', message },
      { type: 'timeline/synced', sessionId: SESSION, page },
      { type: 'outbox/retried', id: ID },
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...happenings), { maxLength: 20 }), (events) => {
        const state = after(composed, ...events);
        const visible = [...shown(state), ...state.outbox.map((o) => o.id)];
        expect(visible).toEqual([ID]);
      }),
    );
  });
});

describe('what earlier visits left', () => {
  const restored = (id: string): ChatEvent => ({
    type: 'outbox/restored',
    items: [{ ...item, id, status: 'queued' }],
  });

  test('comes before what has been written since', () => {
    const state = after(composed, restored(uuid(49)));
    expect(state.outbox.map((one) => one.id)).toEqual([uuid(49), ID]);
  });

  test('is left out if it is here already, on its way or arrived', () => {
    expect(after(composed, restored(ID)).outbox).toHaveLength(1);
    expect(after({ type: 'message/received', message }, restored(ID)).outbox).toEqual([]);
  });
});
