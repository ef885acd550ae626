import { describe, expect, it } from 'vitest';
import { keepDrafts } from '../../../../src/features/composer/draft-storage.ts';
import { createChatStore, type ChatStore } from '../../../../src/store/store.ts';
import { BEN, sampleMe, SESSION, uuid } from '../../../support/samples.ts';

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
/** Signs in and opens a session, as a reload or a link does. */
const signIn = (store: ChatStore, me = sampleMe()): void => {
  store.dispatch({ type: 'auth/signedIn', me });
  open(store, SESSION);
};
const open = (store: ChatStore, sessionId: string): void =>
  store.dispatch({ type: 'session/opened', sessionId });

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

  it('leaves alone what another tab writes in another session', () => {
    const OTHER = uuid(101);
    const { storage } = memory();
    const [one, two] = [createChatStore(), createChatStore()];
    for (const store of [one, two]) {
      start(store, storage);
      signIn(store);
    }
    open(two, OTHER);
    write(two, 'in the other tab', OTHER);
    write(one, 'here');

    const after = createChatStore();
    start(after, storage);
    signIn(after);
    open(after, OTHER);
    expect(after.getState().drafts).toEqual({ [SESSION]: 'here', [OTHER]: 'in the other tab' });
  });

  it('finds what another tab wrote since this one began', () => {
    const OTHER = uuid(101);
    const { storage } = memory();
    const [one, two] = [createChatStore(), createChatStore()];
    for (const store of [one, two]) {
      start(store, storage);
      signIn(store);
    }
    write(two, 'begun there', OTHER);
    open(one, OTHER);
    expect(one.getState().drafts).toEqual({ [OTHER]: 'begun there' });
  });

  it('does not put an older text over what is being written', () => {
    const { storage, values } = memory();
    const store = createChatStore();
    const full = {
      ...storage,
      setItem: (): never => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    start(store, storage);
    signIn(store);
    write(store, 'old');
    const again = createChatStore();
    start(again, full);
    signIn(again);
    write(again, 'newer');
    again.dispatch({ type: 'session/closed' });
    open(again, SESSION);
    expect(again.getState().drafts).toEqual({ [SESSION]: 'newer' });
    expect([...values.values()]).toEqual(['old']);
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
