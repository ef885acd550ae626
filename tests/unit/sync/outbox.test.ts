import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { SESSION, uuid } from '../../support/samples.ts';

const OTHER = uuid(101);
const offline = chatError('Offline', 'The server cannot be reached right now.');
const limited = chatError('RateLimited', 'Slow down.', { retryAfterMs: 7_000 });
const closed = chatError('Conflict', 'This session is closed.', { code: 'session_closed' });

describe('the outbox', () => {
  test('sends one at a time and in order', async () => {
    const { actions, backend } = await startLiveBench();
    const release = backend.holdNext('sendMessage');
    for (const text of ['one', 'two', 'three']) actions.send(SESSION, text);
    await settle();
    expect(backend.count('sendMessage')).toBe(1);
    release();
    await settle();
    expect(backend.server.all().map((m) => m.content)).toEqual(['one', 'two', 'three']);
  });

  test('a session that is stuck holds no other back', async () => {
    const { actions, backend } = await startLiveBench();
    const release = backend.holdNext('sendMessage');
    actions.send(SESSION, 'stuck');
    actions.send(OTHER, 'free');
    await settle();
    expect(backend.server.all().map((m) => m.content)).toEqual(['free']);
    release();
    await settle();
  });

  test('tries again with growing waits until it works, and keeps the order meanwhile', async () => {
    const { actions, backend, clock, state } = await startLiveBench();
    for (let n = 0; n < 3; n += 1) backend.failNext('sendMessage', offline);
    actions.send(SESSION, 'one');
    actions.send(SESSION, 'two');
    await clock.advance(10_000);
    expect(backend.server.all().map((m) => m.content)).toEqual(['one', 'two']);
    expect(backend.count('sendMessage')).toBe(5);
    expect(state().outbox).toEqual([]);
  });

  test('waits as long as the server asks when it is told to slow down', async () => {
    const { actions, backend, clock, state } = await startLiveBench();
    backend.failNext('sendMessage', limited);
    actions.send(SESSION, 'patience');
    await settle();
    expect(state().outbox[0]).toMatchObject({ notBefore: clock.now() + 7_000 });
    await clock.advance(6_999);
    expect(backend.count('sendMessage')).toBe(1);
    await clock.advance(1);
    expect(state().outbox).toEqual([]);
  });

  test('a refused message steps aside with its text and its reason', async () => {
    const { actions, backend, state } = await startLiveBench();
    backend.failNext('sendMessage', closed);
    actions.send(SESSION, 'too late');
    actions.send(SESSION, 'next');
    await settle();
    expect(state().outbox).toMatchObject([
      { status: 'failed', content: 'too late', error: { code: 'session_closed' } },
    ]);
    expect(backend.server.all().map((m) => m.content)).toEqual(['next']);
  });

  test('“Try again” sends the same message, not another', async () => {
    const { actions, backend, state } = await startLiveBench();
    backend.failNext('sendMessage', closed);
    actions.send(SESSION, 'once more');
    await settle();
    const id = state().outbox[0]!.id;
    actions.retrySend(id);
    await settle();
    expect(backend.server.all().map((m) => m.id)).toEqual([id]);
  });

  test('does not wait out its pause when the connection is back', async () => {
    const { actions, backend, state } = await startLiveBench();
    for (let n = 0; n < 4; n += 1) backend.failNext('sendMessage', offline);
    actions.send(SESSION, 'hello');
    await settle();
    backend.listener?.onStatus({ status: 'lost', error: offline });
    for (let n = 0; n < 4; n += 1) {
      backend.listener?.onStatus({ status: 'joined' });
      await settle();
    }
    expect(state().outbox).toEqual([]);
  });

  test.each([
    ['', 'Write something before sending.'],
    ['  \n\t ', 'Write something before sending.'],
    ['\u200b\u2060\u202e', 'Write something before sending.'],
    [
      'x'.repeat(10_001),
      'The message is 1 character too long. Shorten it to 10000 or send it in parts.',
    ],
  ])('does not send %j and says why', async (text, why) => {
    const { actions, state } = await startLiveBench();
    expect(actions.send(SESSION, text)?.message).toBe(why);
    expect(state().outbox).toEqual([]);
  });

  test('counts characters as the database does: an emoji is one', async () => {
    const { actions } = await startLiveBench();
    expect(actions.send(SESSION, '😀'.repeat(10_000))).toBeNull();
    await settle();
  });
});
