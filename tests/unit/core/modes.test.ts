import { describe, expect, it } from 'vitest';
import type { ChatEvent } from '../../../src/core/events.ts';
import { lastEditable, messageRights } from '../../../src/core/message-rights.ts';
import { createComposing } from '../../../src/store/composing.ts';
import { createChatStore } from '../../../src/store/store.ts';
import {
  ANNA,
  BEN,
  NOON,
  sampleMe,
  sampleMessage,
  sampleSession,
  SESSION,
} from '../../support/samples.ts';

const mine = sampleMessage(1, { senderId: ANNA, content: 'mine' });
const theirs = sampleMessage(2, { senderId: BEN, content: 'theirs' });
const WINDOW_MS = 900_000;

function start(...more: ChatEvent[]) {
  const store = createChatStore();
  const events: ChatEvent[] = [
    { type: 'auth/signedIn', me: sampleMe() },
    { type: 'session/changed', session: sampleSession() },
    { type: 'session/opened', sessionId: SESSION },
    {
      type: 'timeline/pageLoaded',
      sessionId: SESSION,
      older: false,
      page: { messages: [mine, theirs], hasOlder: false, lastRev: 2 },
    },
    { type: 'limits/loaded', limits: { editWindowMs: WINDOW_MS } },
    ...more,
  ];
  events.forEach(store.dispatch);
  const box = () => store.getState().drafts[SESSION] ?? '';
  const mode = () => store.getState().modes[SESSION]?.kind ?? 'new';
  const type = (text: string) =>
    store.dispatch({ type: 'draft/changed', sessionId: SESSION, text });
  return { store, box, mode, type, ...createComposing({ store }) };
}

describe('modes of the composer', () => {
  it('new -> reply -> new', () => {
    const { replyTo, leaveMode, type, box, mode } = start();
    type('half a');
    replyTo(SESSION, theirs.id);
    expect([mode(), box()]).toEqual(['reply', 'half a']);
    leaveMode(SESSION);
    expect([mode(), box()]).toEqual(['new', 'half a']);
  });

  it('new -> edit -> new', () => {
    const { beginEdit, leaveMode, type, box, mode } = start();
    type('half a');
    beginEdit(SESSION, mine.id);
    expect([mode(), box()]).toEqual(['edit', 'mine']);
    type('mine, better');
    leaveMode(SESSION);
    expect([mode(), box()]).toEqual(['new', 'half a']);
  });

  it('edit -> reply', () => {
    const { beginEdit, replyTo, type, box, mode } = start();
    type('half a');
    beginEdit(SESSION, mine.id);
    replyTo(SESSION, theirs.id);
    expect([mode(), box()]).toEqual(['reply', 'half a']);
  });

  it('reply -> edit', () => {
    const { beginEdit, replyTo, leaveMode, type, box, mode } = start();
    type('half a');
    replyTo(SESSION, theirs.id);
    beginEdit(SESSION, mine.id);
    expect([mode(), box()]).toEqual(['edit', 'mine']);
    leaveMode(SESSION);
    expect([mode(), box()]).toEqual(['new', 'half a']);
  });

  it('keeps the first draft through a second edit', () => {
    const { beginEdit, leaveMode, type, box } = start();
    type('half a');
    beginEdit(SESSION, mine.id);
    type('changed');
    beginEdit(SESSION, mine.id);
    leaveMode(SESSION);
    expect(box()).toBe('half a');
  });

  it('never edits what somebody else wrote, nor what is gone', () => {
    const { store, beginEdit, mode } = start();
    beginEdit(SESSION, theirs.id);
    expect(mode()).toBe('new');
    const tombstone = {
      ...mine,
      rev: 3,
      content: null,
      deletedAt: NOON,
      deletedBy: 'sender',
    } as const;
    store.dispatch({ type: 'message/received', message: tombstone });
    beginEdit(SESSION, mine.id);
    expect(mode()).toBe('new');
  });

  it('replayed, changes nothing', () => {
    const { store, beginEdit, leaveMode, type } = start();
    type('half a');
    beginEdit(SESSION, mine.id);
    leaveMode(SESSION);
    type('more');
    const before = store.getState();
    leaveMode(SESSION);
    expect(store.getState()).toBe(before);
  });
});

describe('what may be done with a message', () => {
  const limits = { editWindowMs: WINDOW_MS };
  const own = { own: true, sent: true, at: NOON };

  it.each([
    ['own, in time', own, NOON + 1, 'react reply edit remove'],
    ['own, too late', own, NOON + WINDOW_MS, 'react reply remove'],
    ["somebody else's", { ...own, own: false }, NOON, 'react reply'],
    ['own, on its way', { ...own, sent: false }, NOON + WINDOW_MS, 'edit remove'],
  ] as const)('%s', (_name, message, now, may) => {
    const rights = messageRights(message, sampleSession(), limits, now);
    const list = (['react', 'reply', 'edit', 'remove'] as const).filter((right) => rights[right]);
    expect(list.join(' ')).toBe(may);
  });

  it.each([
    ['closed', sampleSession({ status: 'completed' })],
    ['over by the clock', sampleSession({ endsAt: NOON })],
  ])('in a session that is %s, only taking back what one said', (_how, closed) => {
    const { react, reply, edit, remove, noEdit } = messageRights(own, closed, limits, NOON);
    expect({ react, reply, edit, remove }).toEqual({
      react: false,
      reply: false,
      edit: false,
      remove: true,
    });
    expect(noEdit).not.toBeNull();
  });

  it('offers editing while the window is not known: the server has the last word', () => {
    const rights = messageRights(own, sampleSession(), { editWindowMs: null }, NOON * 2);
    expect(rights.edit).toBe(true);
  });

  it('finds the last own message for the up key, and none that is too old', () => {
    const { store } = start();
    const state = store.getState();
    expect(lastEditable(state, SESSION, mine.createdAt)).toBe(mine.id);
    expect(lastEditable(state, SESSION, mine.createdAt + WINDOW_MS)).toBeNull();
    store.dispatch({ type: 'clock/compared', aheadMs: -WINDOW_MS });
    expect(lastEditable(store.getState(), SESSION, mine.createdAt + WINDOW_MS)).toBe(mine.id);
  });
});
