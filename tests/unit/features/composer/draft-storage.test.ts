import { describe, expect, it } from 'vitest';
import { keepDrafts } from '../../../../src/features/composer/draft-storage.ts';
import type { DeviceStorage } from '../../../../src/lib/device-storage.ts';
import { createComposing } from '../../../../src/store/composing.ts';
import { createChatStore, type ChatStore } from '../../../../src/store/store.ts';
import { createWriting } from '../../../../src/store/writing.ts';
import type { ComposerMode } from '../../../../src/core/state.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { BEN, sampleMe, SESSION, uuid } from '../../../support/samples.ts';

const start = (store: ChatStore, storage: DeviceStorage) =>
  keepDrafts(store, createComposing({ store }).restoreDraft, storage);
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
    const { storage } = memoryStorage();
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
    const { storage, values } = memoryStorage();
    const store = createChatStore();
    start(store, storage);
    signIn(store);
    write(store, 'x');
    write(store, '');
    expect(values.size).toBe(0);
  });

  it('keeps what was sent until the disk has it', () => {
    const { storage, values } = memoryStorage();
    const store = createChatStore();
    start(store, storage);
    signIn(store);
    write(store, 'precious');
    const { send } = createWriting({
      store,
      clock: createFakeClock(),
      newId: () => uuid(1),
      keepFile: () => undefined,
    });
    expect(send(SESSION, 'precious')).toBeNull();
    write(store, '');
    expect([...values.values()].join()).toContain('precious');
    store.dispatch({ type: 'outbox/stored', id: uuid(1) });
    expect(values.size).toBe(0);
  });

  it('keeps drafts when the sign-in ends by itself, for the same person only', () => {
    const { storage } = memoryStorage();
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

  it.each<[string, ComposerMode, string]>([
    ['an answer', { kind: 'reply', messageId: uuid(5) }, 'half an answer'],
    ['an answer without a word yet', { kind: 'reply', messageId: uuid(5) }, ''],
    [
      'an edit, and what was put aside for it',
      { kind: 'edit', messageId: uuid(5), seenText: 'before', draftBefore: 'aside' },
      'after',
    ],
  ])('brings back %s', (_what, mode, text) => {
    const { storage, values } = memoryStorage();
    const before = createChatStore();
    start(before, storage);
    signIn(before);
    before.dispatch({ type: 'mode/entered', sessionId: SESSION, mode, text });

    const after = createChatStore();
    start(after, storage);
    signIn(after);
    expect(after.getState().modes).toEqual({ [SESSION]: mode });
    expect(after.getState().drafts).toEqual({ [SESSION]: text });
    after.dispatch({ type: 'mode/left', sessionId: SESSION });
    write(after, '');
    expect(values.size).toBe(0);
  });

  it.each([
    ['plain text', 'not {json', 'not {json'],
    ['JSON that is no draft', '[1]', '[1]'],
    ['nothing', 'null', 'null'],
    ['a draft for something unknown', '{"text":"kept","mode":{"kind":"shout"}}', 'kept'],
    ['an edit of nothing', '{"text":"kept","mode":{"kind":"edit","messageId":7}}', 'kept'],
  ])('makes text of what is damaged: %s', (_what, stored, text) => {
    const { storage, values } = memoryStorage();
    values.set(`chat.draft.${sampleMe().id}.${SESSION}`, stored);
    const store = createChatStore();
    start(store, storage);
    signIn(store);
    expect(store.getState().drafts).toEqual({ [SESSION]: text });
    expect(store.getState().modes).toEqual({});
  });

  it('forgets all of the person who signs out, and nothing else', () => {
    const { storage, values } = memoryStorage();
    values.set(`chat.draft.${BEN}.${SESSION}`, 'of somebody else');
    values.set('chat.theme', 'dark');
    const store = createChatStore();
    start(store, storage);
    signIn(store);
    write(store, 'here');
    write(store, 'there', uuid(101));
    expect(values.size).toBe(4);
    store.dispatch({ type: 'auth/signedOut', byPerson: true });
    expect([...values.values()]).toEqual(['of somebody else', 'dark']);
    signIn(store);
    expect(store.getState().drafts).toEqual({});
  });

  it('forgets the draft of a session that the person has lost', () => {
    const { storage, values } = memoryStorage();
    const store = createChatStore();
    start(store, storage);
    signIn(store);
    write(store, 'here');
    write(store, 'there', uuid(101));
    store.dispatch({ type: 'session/removed', sessionId: SESSION });
    expect([...values.keys()]).toEqual([`chat.draft.${sampleMe().id}.${uuid(101)}`]);
  });

  it('leaves alone what another tab writes in another session', () => {
    const OTHER = uuid(101);
    const { storage } = memoryStorage();
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
    const { storage } = memoryStorage();
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
    const { storage, values } = memoryStorage();
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
    expect([...values.values()]).toEqual([JSON.stringify({ text: 'old', mode: null })]);
  });

  it('stops', () => {
    const { storage, values } = memoryStorage();
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
    start(store, { getItem: blocked, setItem: blocked, removeItem: blocked, keys: blocked });
    signIn(store);
    write(store, 'still here');
    expect(store.getState().drafts).toEqual({ [SESSION]: 'still here' });
  });
});
