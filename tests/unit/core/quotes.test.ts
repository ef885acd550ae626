import { describe, expect, it } from 'vitest';
import { outgoing } from '../../../src/core/compose.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import type { Message } from '../../../src/core/model.ts';
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

const after = (state: ChatState, ...events: ChatEvent[]): ChatState => events.reduce(reduce, state);

const opened = after(
  initialState,
  { type: 'auth/signedIn', me: sampleMe() },
  { type: 'session/changed', session: sampleSession() },
  { type: 'session/opened', sessionId: SESSION },
);
const newest = (messages: readonly Message[], hasOlder = false): ChatEvent => ({
  type: 'timeline/pageLoaded',
  sessionId: SESSION,
  older: false,
  page: { messages, hasOlder, lastRev: Math.max(...messages.map((message) => message.rev)) },
});
const original = sampleMessage(1, { content: 'as it was' });
const answer = sampleMessage(2, { replyTo: original.id });
const received = (message: Message): ChatEvent => ({ type: 'message/received', message });
const wanted = (state: ChatState): readonly string[] => state.quotesWanted[SESSION] ?? [];

describe('quotes', () => {
  it('finds an original among what is loaded, and asks for nothing', () => {
    const state = after(opened, newest([original, answer]));
    expect(state.quoted[original.id]).toEqual(original);
    expect(wanted(state)).toEqual([]);
  });

  it('wants an original that is not loaded, once', () => {
    const state = after(opened, newest([answer], true));
    expect(wanted(state)).toEqual([original.id]);
    const third = sampleMessage(3, { replyTo: original.id });
    const loaded = after(
      state,
      { type: 'quotes/loaded', sessionId: SESSION, ids: [original.id], messages: [original] },
      received(third),
    );
    expect(loaded.quoted[original.id]).toEqual(original);
    expect(wanted(loaded)).toEqual([]);
  });

  it('asks again after a page, which may come after a gap in what was heard', () => {
    const known = after(opened, newest([answer], true), {
      type: 'quotes/loaded',
      sessionId: SESSION,
      ids: [original.id],
      messages: [original],
    });
    const again = after(
      known,
      { type: 'timeline/requested', sessionId: SESSION },
      newest([answer], true),
    );
    expect(wanted(again)).toEqual([original.id]);
    expect(again.quoted[original.id]).toEqual(original);
  });

  it('follows a change to an original that is too old to be loaded', () => {
    const edited = { ...original, rev: 9, content: 'as it is' };
    const known = after(opened, newest([answer], true), {
      type: 'quotes/loaded',
      sessionId: SESSION,
      ids: [original.id],
      messages: [original],
    });
    const state = after(known, {
      type: 'timeline/synced',
      sessionId: SESSION,
      page: { messages: [edited], hasMore: false, cursor: 9, lastRev: 9, receipts: [] },
    });
    expect(state.quoted[original.id]?.content).toBe('as it is');
    // What was fetched before the change and arrives after it changes nothing back.
    const late = after(state, {
      type: 'quotes/loaded',
      sessionId: SESSION,
      ids: [original.id],
      messages: [original],
    });
    expect(late.quoted[original.id]?.content).toBe('as it is');
  });

  it('knows what is not to be had, until it is', () => {
    const missing = after(opened, newest([answer], true), {
      type: 'quotes/loaded',
      sessionId: SESSION,
      ids: [original.id],
      messages: [],
    });
    expect(missing.quoted[original.id]).toBeNull();
    expect(wanted(missing)).toEqual([]);
    expect(after(missing, received(original)).quoted[original.id]).toEqual(original);
  });

  it('quotes for an answer that is being written, and for one on its way', () => {
    const loaded = after(opened, newest([original]));
    const writing = after(loaded, {
      type: 'mode/entered',
      sessionId: SESSION,
      mode: { kind: 'reply', messageId: original.id },
      text: '',
    });
    expect(writing.quoted[original.id]).toEqual(original);
    const item = outgoing({
      id: uuid(50),
      sessionId: SESSION,
      authorId: ANNA,
      text: 'Yes',
      at: NOON,
      replyTo: original.id,
    });
    const sent = after(loaded, { type: 'outbox/composed', item });
    expect(sent.quoted[original.id]).toEqual(original);
  });

  it('leaves no words of a session whose access has ended', () => {
    const state = after(opened, newest([original, answer]), {
      type: 'session/removed',
      sessionId: SESSION,
    });
    expect(state.quoted).toEqual({});
    expect(state.quotesWanted).toEqual({});
  });

  it('stays the same object where nothing about quotes changed', () => {
    const state = after(opened, newest([original, answer]));
    const next = after(state, received(sampleMessage(3)));
    expect(next.quoted).toBe(state.quoted);
    expect(next.quotesWanted).toBe(state.quotesWanted);
  });
});
