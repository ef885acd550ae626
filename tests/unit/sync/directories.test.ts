import { expect, test } from 'vitest';
import type { PeopleBackend } from '../../../src/backend/people-backend.ts';
import { chatError } from '../../../src/core/errors.ts';
import type { Product, Profile } from '../../../src/core/people.ts';
import { startLiveBench } from '../../support/engine.ts';
import { ANNA, BEN, NOON, sampleSession, uuid } from '../../support/samples.ts';

const profile: Profile = {
  id: ANNA,
  fullName: 'Anna',
  avatarUrl: null,
  headline: null,
  bio: null,
  skills: [],
  timezone: null,
  accepting: true,
  replySeconds: null,
  presence: 'online',
  lastSeen: NOON,
  ratingAverage: null,
  ratingCount: 0,
  role: 'student',
  mentorStatus: 'none',
  createdAt: NOON,
  blockedByMe: false,
};
const product: Product = {
  id: uuid(700),
  name: 'Cup',
  imageUrl: null,
  priceCents: 1450,
  currency: 'EUR',
  active: true,
  updatedAt: NOON,
  supplier: { id: BEN, fullName: 'Ben', avatarUrl: null },
};

test('a conversation about a product is in the state once its id is known', async () => {
  const { backend, actions, state } = await startLiveBench();
  const opened = sampleSession({ id: uuid(300), kind: 'buyer_supplier' });
  const asked: Parameters<PeopleBackend['openConversation']>[] = [];
  backend.folk.openConversation = (...about) => {
    asked.push(about);
    return Promise.resolve(opened);
  };
  const people = await actions.people();
  expect(await people.askSupplier(product)).toBe(opened.id);
  expect(asked).toEqual([['buyer_supplier', { productId: product.id, peerId: BEN }]]);
  expect(state().sessions[opened.id]?.kind).toBe('buyer_supplier');
});

test('a student is helped in a support conversation', async () => {
  const { backend, actions } = await startLiveBench();
  const kinds: string[] = [];
  backend.folk.openConversation = (kind) => {
    kinds.push(kind);
    return Promise.resolve(sampleSession({ id: uuid(301), kind: 'support' }));
  };
  await (await actions.people()).contactAdmin(BEN);
  expect(kinds).toEqual(['support']);
});

test('a new picture has a path of its own, and the frame hears of it', async () => {
  const { backend, actions } = await startLiveBench();
  const paths: (string | null)[] = [];
  backend.folk.uploadAvatar = (path) => {
    paths.push(path);
    return Promise.resolve();
  };
  backend.folk.setAvatar = (_id, path) => {
    paths.push(path);
    return Promise.resolve(profile);
  };
  const people = await actions.people();
  await people.saveAvatar(new Blob(['x'], { type: 'image/webp' }));
  expect(paths[0]).toMatch(new RegExp(`^${ANNA}/[0-9a-f-]{36}\\.webp$`));
  expect(paths[1]).toBe(paths[0]);
  expect(backend.rereads).toBe(1);
});

test('a picture that did not go up changes nothing', async () => {
  const { backend, actions } = await startLiveBench();
  backend.folk.uploadAvatar = () => Promise.reject(new Error('No connection.'));
  backend.folk.setAvatar = () => Promise.reject(new Error('This must not be asked for.'));
  const people = await actions.people();
  await expect(people.saveAvatar(new Blob(['x'], { type: 'image/png' }))).rejects.toThrow(
    'No connection.',
  );
  expect(backend.rereads).toBe(0);
});

test('without the code for it, and then with it', async () => {
  const { backend, actions } = await startLiveBench();
  backend.failNext('people', chatError('Offline', 'This cannot be shown right now.'));
  await expect(actions.people()).rejects.toThrow('This cannot be shown right now.');
  await expect(actions.people()).resolves.toBeDefined();
});
