import { describe, expect, it } from 'vitest';
import {
  draftsText,
  keepDrafts,
  parseDrafts,
} from '../../../../src/features/composer/draft-storage.ts';
import { createChatStore, type ChatStore } from '../../../../src/store/store.ts';
import { BEN, sampleMe, SESSION } from '../../../support/samples.ts';

function memory(): { values: Map<string, string>; storage: Parameters<typeof keepDrafts>[2] } {
  const values = new Map<string, string>();
  return {
    values,
    storage: {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    },
  };
}

const start = (store: ChatStore, storage: Parameters<typeof keepDrafts>[2]) =>
  keepDrafts(store, (id, text) => write(store, text, id), storage);
const write = (store: ChatStore, text: string, sessionId = SESSION): void =>
  store.dispatch({ type: 'draft/changed', sessionId, text });
const signIn = (store: ChatStore, me = sampleMe()): void =>
  store.dispatch({ type: 'auth/signedIn', me });

describe('keepDrafts', () => {
  it('brings a draft back after a reload', () => {
    const { storage } = memory();
    const before = createChatStore();
    start(before, storage);
    signIn(before);
    write(before, 'half a thought');

    const after = createChatStore();
    start(after, storage);
    signIn(after);
    expect(after.getState().drafts).toEqual({ [SESSION]: 'half a thought' });
  });

  it('forgets a draft that was sent or emptied', () => {
    const { storage, values } = memory();
    const store = createChatStore();
    start(store, storage);
    signIn(store);
    write(store, 'x');
    write(store, '');
    expect(values.size).toBe(0);
  });

  it('keeps drafts through signing out, for the same person only', () => {
    const { storage } = memory();
    const store = createChatStore();
    start(store, storage);
    signIn(store);
    write(store, 'mine');
    store.dispatch({ type: 'auth/signedOut' });
    signIn(store, sampleMe({ id: BEN }));
    expect(store.getState().drafts).toEqual({});
    store.dispatch({ type: 'auth/signedOut' });
    signIn(store);
    expect(store.getState().drafts).toEqual({ [SESSION]: 'mine' });
  });

  it('stops', () => {
    const { storage, values } = memory();
    const store = createChatStore();
    const stop = start(store, storage);
    signIn(store);
    stop();
    write(store, 'x');
    expect(values.size).toBe(0);
  });

  it('lives without storage', () => {
    const store = createChatStore();
    const blocked = (): never => {
      throw new DOMException('blocked', 'SecurityError');
    };
    start(store, { getItem: blocked, setItem: blocked, removeItem: blocked });
    signIn(store);
    write(store, 'still here');
    expect(store.getState().drafts).toEqual({ [SESSION]: 'still here' });
  });
});

describe('parseDrafts', () => {
  it.each([null, '', 'not json', '[]', '"text"', 'null', '{"a":1,"b":""}'])(
    'finds nothing in %j',
    (text) => expect(parseDrafts(text)).toEqual({}),
  );

  it('reads what draftsText wrote', () => {
    expect(parseDrafts(draftsText({ a: 'x', b: '' }))).toEqual({ a: 'x' });
    expect(draftsText({ b: '' })).toBeNull();
  });
});
