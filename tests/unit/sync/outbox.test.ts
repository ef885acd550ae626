import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { startOutbox } from '../../../src/sync/outbox.ts';
import { defaultWaits } from '../../../src/sync/waits.ts';
import { startLiveBench } from '../../support/engine.ts';
import { FakeBackend } from '../../support/fake-backend.ts';
import { settle } from '../../support/fake-clock.ts';
import { sampleMe, SESSION, uuid } from '../../support/samples.ts';

const OTHER = uuid(101);
const offline = chatError('Offline', 'The server cannot be reached right now.');
const limited = chatError('RateLimited', 'Slow down.', { retryAfterMs: 7_000 });
const signedOut = chatError('Unauthorized', 'Please sign in again.');
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

  test('a person who is told to slow down is told so once, not once for each session', async () => {
    const { actions, backend, clock, state } = await startLiveBench();
    backend.failNext('sendMessage', limited);
    actions.send(SESSION, 'one');
    await settle();
    actions.send(OTHER, 'two');
    await clock.advance(6_999);
    expect(backend.count('sendMessage')).toBe(1);
    await clock.advance(1);
    expect(state().outbox).toEqual([]);
  });

  test('thirty messages at ten a minute drain in order, without anybody’s help', async () => {
    const { actions, backend, clock, state } = await startLiveBench();
    const texts = Array.from({ length: 30 }, (_, n) => `number ${n}`);
    const send = backend.sendMessage;
    let sent: number[] = [];
    backend.sendMessage = (item) => {
      sent = sent.filter((at) => at > clock.now() - 60_000);
      if (sent.length >= 10) {
        const retryAfterMs = (sent[0] ?? 0) + 60_000 - clock.now();
        backend.failNext('sendMessage', chatError('RateLimited', 'Slow down.', { retryAfterMs }));
      } else sent.push(clock.now());
      return send(item);
    };
    for (const text of texts) actions.send(SESSION, text);
    await clock.advance(120_001);
    expect(backend.server.all().map((message) => message.content)).toEqual(texts);
    expect(state().outbox).toEqual([]);
  });

  test('waits for a new sign-in when this one has ended, and goes on by itself', async () => {
    const { actions, backend, clock, state } = await startLiveBench();
    backend.failNext('sendMessage', signedOut);
    actions.send(SESSION, 'one');
    actions.send(OTHER, 'two');
    await settle();
    backend.failNext('listSessions', signedOut);
    await clock.advance(59_000);
    expect(state().outbox.map((item) => item.status)).toContain('paused');
    backend.signInAs(sampleMe());
    await settle();
    expect(state().outbox).toEqual([]);
  });

  test('asks before each request whether another tab sends now, and asks again later', async () => {
    const { store, clock, me, ...rest } = await startLiveBench().then((bench) => ({
      ...bench,
      me: sampleMe(),
    }));
    const asked: boolean[] = [];
    let leads = false;
    rest.engine.stop();
    const backend = new FakeBackend();
    const waits = defaultWaits;
    const outbox = startOutbox(
      { ...rest, store, clock, me, backend, waits, random: () => 0.5 },
      {
        maySend: () => {
          asked.push(leads);
          return Promise.resolve(leads);
        },
        files: { read: () => Promise.resolve(null) },
      },
    );
    rest.actions.send(SESSION, 'fenced');
    store.dispatch({ type: 'outbox/stored', id: store.getState().outbox[0]!.id });
    await clock.advance(3_500);
    expect(backend.count('sendMessage')).toBe(0);
    expect(asked).toHaveLength(4);
    expect(store.getState().outbox[0]).toMatchObject({ status: 'queued', tried: false });
    leads = true;
    await clock.advance(1_000);
    expect(backend.server.all()).toHaveLength(1);
    outbox.stop();
  });

  test.each([
    ['', 'Write something before sending.'],
    ['  \n\t ', 'Write something before sending.'],
    ['\u200b\u2060\u202e', 'Write something before sending.'],
    [
      'x'.repeat(10_001),
      'The message is 1 character too long. Shorten it to 10,000 or send it in parts.',
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
