import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { guardOf } from '../../src/backend/client.ts';
import { loadStorage } from '../../src/backend/storage-client.ts';
import { eventually, createPerson, createTokenHolder, createVisitor } from '../support/people.ts';
import { refused } from './refused.ts';

const facts = inject('stack');
const AVATARS = 'avatars';
const PNG = new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47)], { type: 'image/png' });

test('Storage speaks for whoever is signed in', async () => {
  const person = await createPerson(facts);
  const avatars = (await loadStorage(person.client)).from(AVATARS);
  const name = `${randomUUID()}.png`;
  const path = `${person.userId}/${name}`;
  expect(await avatars.upload(path, PNG)).toMatchObject({ error: null });
  const { data } = await avatars.list(person.userId);
  expect(data).toMatchObject([{ name }]);
  const { data: file } = await avatars.download(path);
  expect(file?.size).toBe(PNG.size);

  await person.backend.signOut();
  const { error } = await avatars.upload(`${person.userId}/${randomUUID()}.png`, PNG);
  expect(error).toMatchObject({ name: 'StorageApiError' });
});

test('Storage sends nothing in the name of somebody else who signed in meanwhile', async () => {
  const person = await createPerson(facts);
  const storage = await loadStorage(person.client);
  guardOf(person.client).userId = randomUUID();
  const { error } = await storage.from(AVATARS).upload(`${person.userId}/${randomUUID()}.png`, PNG);
  expect(error).toMatchObject({ status: 401 });
  guardOf(person.client).userId = person.userId;
  expect((await storage.from(AVATARS).list(person.userId)).data).toEqual([]);
});

test('Storage needs a client of our own making', async () => {
  const foreign = createTokenHolder(facts, 'a.b.c');
  expect(await refused(loadStorage(foreign))).toMatchObject({ kind: 'Bug' });
});

test('open channels are told of a renewed token, and of the end of the sign-in', async () => {
  const { client, live, backend, accessToken } = await createPerson(facts);
  const token = () => live.accessTokenValue;
  await eventually(() => expect(token()).toBe(accessToken));
  const { data } = await client.auth.refreshSession();
  expect(data.session?.access_token).not.toBe(accessToken);
  expect(token()).toBe(data.session?.access_token);
  await backend.signOut();
  expect(token()).toBe(facts.publishableKey);
});

test('a visitor’s requests carry the bare key', async () => {
  const visitor = createVisitor(facts);
  const { error, status } = await visitor.from('profiles').select('id');
  expect(error).toMatchObject({ code: '42501' });
  expect(status).toBe(401);
});
