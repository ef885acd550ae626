import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outgoing, outgoingChange, outgoingFile } from '../../../src/core/compose.ts';
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

const signedOut = chatError('Unauthorized', 'Please sign in again.');
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

const paused: ChatEvent = { type: 'outbox/paused', id: ID, error: signedOut };
const next = outgoing({ ...item, id: uuid(51), text: 'next', at: NOON });
const statuses = (state: ChatState): string[] => state.outbox.map((one) => one.status);

describe('a sign-in that ends', () => {
  test('sending -> paused, and with it all that is queued', () => {
    const state = after(
      composed,
      stored,
      { type: 'outbox/composed', item: next },
      { type: 'outbox/stored', id: next.id },
      started,
      paused,
    );
    expect(statuses(state)).toEqual(['paused', 'paused']);
    expect(state.outbox[0]?.error).toEqual(signedOut);
  });

  test('queued -> paused, when a file may not go up', () => {
    expect(statusOf(after(composed, stored, paused))).toBe('paused');
  });

  test('unsaved -> paused, for what is written meanwhile', () => {
    const state = after(composed, stored, started, paused, {
      type: 'outbox/composed',
      item: next,
    });
    expect(statuses(reduce(state, { type: 'outbox/stored', id: next.id }))).toEqual([
      'paused',
      'paused',
    ]);
  });

  test('paused -> queued when signed in again', () => {
    const state = after(composed, stored, started, paused, { type: 'outbox/resumed' });
    expect(state.outbox[0]).toMatchObject({ status: 'queued', error: null, attempts: 0 });
  });

  test('paused -> queued on “Try again”', () => {
    const state = after(composed, stored, started, paused, { type: 'outbox/retried', id: ID });
    expect(statusOf(state)).toBe('queued');
  });

  test('paused -> gone on “Discard”', () => {
    const state = after(composed, stored, started, paused, { type: 'outbox/discarded', id: ID });
    expect(state.outbox).toEqual([]);
  });

  test('failed stays failed', () => {
    const state = after(composed, stored, started, wasRefused, paused, { type: 'outbox/resumed' });
    expect(statusOf(state)).toBe('failed');
  });
});

describe('whether a try may have reached the server', () => {
  const tried = (...events: ChatEvent[]): boolean | undefined =>
    after(composed, stored, started, ...events).outbox[0]?.tried;
  const limited = chatError('RateLimited', 'slow down', { code: 'rate_limited' });

  test('it may, when no answer came', () => expect(tried(delayed)).toBe(true));
  test('it has not, when the server said no', () => {
    expect(tried(delayed, started, wasRefused)).toBe(false);
  });
  test('it has not, when it was only told to wait', () => {
    expect(tried({ type: 'outbox/delayed', id: ID, error: limited, notBefore: NOON })).toBe(false);
    expect(tried(paused)).toBe(false);
  });
});

describe('a change on its way', () => {
  const target = sampleMessage(1, { id: ID, senderId: ANNA });
  const about = { id: uuid(60), sessionId: SESSION, messageId: ID, authorId: ANNA, at: NOON };
  const edit = outgoingChange(about, { kind: 'edit', content: 'better', expectedRev: 1 });
  const reaction = outgoingChange(about, { kind: 'reaction', emoji: '👍', on: true });
  const on = (change: typeof edit, ...events: ChatEvent[]): ChatState =>
    after(
      { type: 'message/received', message: target },
      { type: 'outbox/composed', item: change },
      { type: 'outbox/stored', id: change.id },
      { type: 'outbox/sendStarted', id: change.id },
      ...events,
    );
  const refusedBy = (error: typeof refused): ChatEvent => ({
    type: 'outbox/refused',
    id: edit.id,
    error,
  });

  test('sending -> gone by the reply, which is at once what is shown', () => {
    const edited = { ...target, content: 'better', rev: 2 };
    const state = on(edit, { type: 'outbox/accepted', id: edit.id, message: edited });
    expect(state.outbox).toEqual([]);
    expect(state.timelines[SESSION]?.messages[0]?.content).toBe('better');
  });

  test('sending stays when the echo comes: only the reply tells that it was this change', () => {
    const edited = { ...target, content: 'better', rev: 2 };
    expect(statusOf(on(edit, { type: 'message/received', message: edited }))).toBe('sending');
  });

  test('a later edit starts from what the earlier one has become', () => {
    const later = { ...edit, id: uuid(61), content: 'best' };
    const state = on(
      edit,
      { type: 'outbox/composed', item: later },
      { type: 'outbox/accepted', id: edit.id, message: { ...target, content: 'better', rev: 7 } },
    );
    expect(state.outbox).toMatchObject([{ id: later.id, expectedRev: 7 }]);
  });

  test('failed -> queued on “Try again”: mine instead of theirs', () => {
    const stale = chatError('Conflict', 'stale', {
      code: 'stale',
      theirs: { rev: 9, content: 'theirs' },
    });
    const failed = on(edit, refusedBy(stale));
    expect(failed.outbox[0]).toMatchObject({ status: 'failed', expectedRev: 1, content: 'better' });
    expect(reduce(failed, { type: 'outbox/retried', id: edit.id }).outbox[0]).toMatchObject({
      status: 'queued',
      expectedRev: 9,
    });
  });

  test('sending -> gone, if there is nothing to change any more and no text to keep', () => {
    const gone = chatError('NotFound', 'no such message');
    expect(on(reaction, refusedBy(gone)).outbox).toEqual([]);
    expect(statusOf(on(edit, refusedBy(gone)))).toBe('failed');
  });

  test('goes with its message when that is discarded', () => {
    const state = after(
      composed,
      stored,
      { type: 'outbox/composed', item: reaction },
      { type: 'outbox/discarded', id: ID },
    );
    expect(state.outbox).toEqual([]);
  });
});

describe('a message with files', () => {
  const file = (n: number) =>
    outgoingFile(
      {
        id: uuid(n),
        name: 'Plan.PDF',
        size: 3,
        mime: 'application/pdf',
        width: null,
        height: null,
      },
      SESSION,
      ANNA,
    );
  const withFiles = { ...item, files: [file(70), file(71)] };
  const bad = chatError('Invalid', 'too large', { code: 'file_size' });
  const begun: ChatEvent[] = [{ type: 'outbox/composed', item: withFiles }, stored];
  const failedFile: ChatEvent = {
    type: 'outbox/fileFailed',
    id: ID,
    fileId: uuid(70),
    error: bad,
  };
  const failed: ChatEvent[] = [
    ...begun,
    failedFile,
    { type: 'outbox/refused', id: ID, error: bad },
  ];
  const files = (state: ChatState) =>
    state.outbox.flatMap((one) => (one.kind === 'message' ? one.files : []));

  test('each file has a path of its own, where its sender may put it', () => {
    expect(file(70).path).toBe(`${SESSION}/${ANNA}/${uuid(70)}.pdf`);
    expect(outgoingFile({ ...file(70), name: 'no end.' }, SESSION, ANNA).path).toMatch(/\.bin$/);
  });

  test('a file that is up is marked so', () => {
    const state = after(...begun, { type: 'outbox/fileUploaded', id: ID, fileId: uuid(71) });
    expect(files(state).map((one) => one.uploaded)).toEqual([false, true]);
  });

  test('queued -> failed when a file is refused, with the reason at the file', () => {
    const state = after(...failed);
    expect(statusOf(state)).toBe('failed');
    expect(files(state).map((one) => one.error)).toEqual([bad, null]);
  });

  test('failed -> queued on “Try again”, the refused file with it', () => {
    const state = after(...failed, { type: 'outbox/retried', id: ID });
    expect(statusOf(state)).toBe('queued');
    expect(files(state).map((one) => one.error)).toEqual([null, null]);
  });

  test('failed -> queued when the refused file is taken out', () => {
    const state = after(...failed, { type: 'outbox/fileRemoved', id: ID, fileId: uuid(70) });
    expect(statusOf(state)).toBe('queued');
    expect(files(state).map((one) => one.id)).toEqual([uuid(71)]);
  });

  test('queued -> gone when nothing is left of it', () => {
    const state = after(
      { type: 'outbox/composed', item: { ...withFiles, content: '', files: [file(70)] } },
      stored,
      { type: 'outbox/fileRemoved', id: ID, fileId: uuid(70) },
    );
    expect(state.outbox).toEqual([]);
  });

  test('how far an upload is belongs to no item, and is forgotten when it ends', () => {
    const half = after(...begun, { type: 'upload/progressed', fileId: uuid(70), share: 0.5 });
    expect(half.uploads).toEqual({ [uuid(70)]: 0.5 });
    expect(half.outbox).toEqual(after(...begun).outbox);
    expect(
      reduce(half, { type: 'upload/progressed', fileId: uuid(70), share: null }).uploads,
    ).toEqual({});
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
