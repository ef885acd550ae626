import { expect, test } from 'vitest';
import { keepDrafts } from '../../../../src/features/composer/draft-storage.ts';
import {
  keepRequestDraft,
  readRequestDraft,
  type RequestDraft,
} from '../../../../src/features/lifecycle/request-draft.ts';
import { createChatStore } from '../../../../src/store/store.ts';
import { memoryStorage } from '../../../support/memory-storage.ts';
import { ANNA, BEN, sampleMe, uuid } from '../../../support/samples.ts';

const draft = (changes: Partial<RequestDraft> = {}): RequestDraft => ({
  id: uuid(1),
  subject: 'Query plans',
  message: '',
  time: '2026-11-24T10:00',
  ...changes,
});

test('a request is kept for each person and mentor, with the id of its tries', () => {
  const { storage } = memoryStorage();
  keepRequestDraft(storage, ANNA, BEN, draft());
  expect(readRequestDraft(storage, ANNA, BEN)).toEqual(draft());
  expect(readRequestDraft(storage, ANNA, uuid(50))).toBeNull();
  expect(readRequestDraft(storage, uuid(51), BEN)).toBeNull();
});

test.each([null, draft({ subject: '', time: '' })])('%o leaves nothing behind', (nothing) => {
  const { storage, values } = memoryStorage();
  keepRequestDraft(storage, ANNA, BEN, draft());
  keepRequestDraft(storage, ANNA, BEN, nothing);
  expect(values.size).toBe(0);
});

test.each(['', 'null', '{', '{"id":1,"subject":"x"}'])('%j is no draft', (stored) => {
  const { storage } = memoryStorage();
  expect(readRequestDraft({ ...storage, getItem: () => stored }, ANNA, BEN)).toBeNull();
});

test('where storage is blocked nothing is kept, and nothing breaks', () => {
  const blocked = (): never => {
    throw new Error('blocked');
  };
  const storage = { getItem: blocked, setItem: blocked, removeItem: blocked };
  keepRequestDraft(storage, ANNA, BEN, draft());
  expect(readRequestDraft(storage, ANNA, BEN)).toBeNull();
});

test('it goes when its author signs out, and waits when the sign-in ends by itself', () => {
  const { storage } = memoryStorage();
  const store = createChatStore();
  const stop = keepDrafts(store, () => undefined, storage);
  const me = sampleMe();
  store.dispatch({ type: 'auth/signedIn', me });
  keepRequestDraft(storage, me.id, BEN, draft());
  store.dispatch({ type: 'auth/signedOut' });
  expect(readRequestDraft(storage, me.id, BEN)).not.toBeNull();
  store.dispatch({ type: 'auth/signedIn', me });
  store.dispatch({ type: 'auth/signedOut', byPerson: true });
  expect(readRequestDraft(storage, me.id, BEN)).toBeNull();
  stop();
});
