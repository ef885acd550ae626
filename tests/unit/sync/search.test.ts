import { expect, test } from 'vitest';
import { chatError, ChatFailure } from '../../../src/core/errors.ts';
import type { MessageSearch } from '../../../src/core/search.ts';
import { startBench, startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { sampleMessage, sampleSession, SESSION, uuid } from '../../support/samples.ts';

const offline = chatError('Offline', 'The server cannot be reached right now.');
const OLD = uuid(777);
const anything: MessageSearch = {
  text: 'message',
  sessionId: null,
  peerId: null,
  senderId: null,
  hasFile: false,
  since: null,
  before: null,
};

test('finds messages, page by page', async () => {
  const { backend, actions } = await startLiveBench();
  for (let n = 1; n <= 40; n += 1)
    backend.server.insert(uuid(4000 + n), { content: `message ${n}` });
  const first = await actions.searchMessages(anything, null);
  expect(first.messages.map((m) => m.seq)).toEqual(Array.from({ length: 30 }, (_, n) => 40 - n));
  expect(first.sessions).toEqual([]);
  const second = await actions.searchMessages(anything, first.nextCursor);
  expect(second.messages.map((m) => m.seq)).toEqual(Array.from({ length: 10 }, (_, n) => 10 - n));
  expect(second.nextCursor).toBeNull();
});

test('brings the sessions that the list has not loaded, without putting them there', async () => {
  const { backend, actions, state } = await startLiveBench();
  const old = sampleSession({ id: OLD, subject: 'Long ago' });
  backend.found = [sampleMessage(1), sampleMessage(2, { sessionId: OLD })];
  backend.rows = () => [backend.session(), old];
  const page = await actions.searchMessages(anything, null);
  expect(page.sessions).toEqual([old]);
  expect(Object.keys(state().sessions)).toEqual([SESSION]);
});

test('leaves out what was found in a session that was lost meanwhile', async () => {
  const { backend, actions } = await startLiveBench();
  backend.found = [sampleMessage(1), sampleMessage(2, { sessionId: OLD })];
  const page = await actions.searchMessages(anything, null);
  expect(page.messages.map((m) => m.sessionId)).toEqual([SESSION]);
  expect(page.sessions).toEqual([]);
});

test('tries once more when the server cannot be reached, and then says so', async () => {
  const { backend, actions, clock } = await startLiveBench();
  backend.failNext('searchMessages', offline);
  const found = actions.searchMessages(anything, null);
  await clock.advance(1_000);
  expect((await found).messages).toEqual([]);

  backend.failNext('searchMessages', offline);
  backend.failNext('searchMessages', offline);
  const failed = actions.searchMessages(anything, null).catch((thrown: unknown) => thrown);
  await clock.advance(1_000);
  expect(await failed).toEqual(new ChatFailure(offline));
  expect(backend.count('searchMessages')).toBe(4);
});

test('shows a refusal at once', async () => {
  const { backend, actions } = await startLiveBench();
  const invalid = chatError('Invalid', 'Type what to search for.');
  backend.failNext('searchMessages', invalid);
  await expect(actions.searchMessages(anything, null)).rejects.toThrow(invalid.message);
  expect(backend.count('searchMessages')).toBe(1);
});

test('a pause ends with the sign-in', async () => {
  const { backend, actions, clock } = await startLiveBench();
  backend.failNext('searchMessages', offline);
  void actions.searchMessages(anything, null);
  await settle();
  backend.signInAs(null);
  await clock.advance(5_000);
  expect(backend.count('searchMessages')).toBe(1);
});

test('nobody signed in finds nothing', async () => {
  const { actions } = startBench();
  await expect(actions.searchMessages(anything, null)).rejects.toThrow('Please sign in again.');
});
