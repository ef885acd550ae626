import { beforeAll, expect } from 'vitest';
import { fixtureForFile, fullTopic, json, type Fixture } from './support/fixture.ts';
import { startOwnRealtime } from './support/own-realtime.ts';
import { onlyOwnStack } from './support/own-stack.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await fixtureForFile();
});

/** A rate of one per second is this many within the window. */
const WINDOW = { rateWindowMs: 60_000 };
const PER_WINDOW = 60;

onlyOwnStack('joins over the rate end the connection with 1001, and refuse new ones', async () => {
  const { apiUrl, log } = await startOwnRealtime(fixture.facts, { ...WINDOW, joinsPerSecond: 1 });
  const socket = await fixture.socket({}, apiUrl);
  const topic = fullTopic(fixture.topic());
  for (let n = 0; n < PER_WINDOW; n += 1)
    expect((await socket.join(topic)).reply.status).toBe('ok');
  expect((await socket.join(topic)).reply.response).toEqual({
    reason: 'ClientJoinRateLimitReached: Too many joins per second',
  });
  expect(await socket.closed()).toBe(1001);
  expect(log).toEqual(['Realtime closes a connection: too many joins per second']);
  await expect(fixture.socket({}, apiUrl)).rejects.toThrow(
    '429 {"error":"Too many joins per second"}',
  );
});

onlyOwnStack('messages over the rate shut the channels that receive them', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, { ...WINDOW, messagesPerSecond: 1 });
  const topic = fullTopic(fixture.topic());
  const [sender, receiver] = [await fixture.socket({}, apiUrl), await fixture.socket({}, apiUrl)];
  const { ref } = await sender.join(topic);
  const joined = await receiver.join(topic);
  for (let n = 0; n < PER_WINDOW; n += 1) sender.broadcast(ref, topic, 'e', json({}));
  expect(await receiver.explained(joined.ref)).toMatchObject({
    status: 'error',
    message: 'Too many messages per second',
  });
  // Each message counted once as sent and once as delivered.
  expect(receiver.binaries()).toHaveLength(PER_WINDOW / 2);
  await receiver.fence();
  const post = await fetch(`${apiUrl}/realtime/v1/api/broadcast`, {
    method: 'POST',
    headers: { apikey: fixture.facts.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ messages: [{ topic: 'x', event: 'e', payload: {} }] }),
  });
  expect([post.status, await post.json()]).toEqual([
    429,
    { message: 'You have exceeded your rate limit' },
  ]);
});

onlyOwnStack('a batch that would go over the rate is refused as a whole', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, { ...WINDOW, messagesPerSecond: 1 });
  const messages = Array.from({ length: PER_WINDOW + 1 }, () => ({
    topic: 'x',
    event: 'e',
    payload: {},
  }));
  const post = await fetch(`${apiUrl}/realtime/v1/api/broadcast`, {
    method: 'POST',
    headers: { apikey: fixture.facts.publishableKey, 'content-type': 'application/json' },
    body: JSON.stringify({ messages }),
  });
  expect([post.status, await post.json()]).toEqual([
    429,
    { message: 'Too many messages to broadcast, please reduce the batch size' },
  ]);
});

onlyOwnStack('presence over the rate closes the channel', async () => {
  const limits = { ...WINDOW, presencePerSecond: 1, presenceCalls: null };
  const { apiUrl } = await startOwnRealtime(fixture.facts, limits);
  const socket = await fixture.socket({}, apiUrl);
  const topic = fullTopic(fixture.topic());
  const { ref } = await socket.join(topic);
  for (let n = 0; n <= PER_WINDOW; n += 1)
    socket.send(ref, `t${n}`, topic, 'presence', { event: 'track', payload: { n } });
  expect((await socket.explained(ref))?.['message']).toBe('Too many presence messages per second');
  expect((await socket.reply(`t${PER_WINDOW - 1}`)).status).toBe('ok');
});

onlyOwnStack('the window slides: what is old no longer counts', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, {
    rateWindowMs: 240,
    messagesPerSecond: 25,
  });
  const topic = fullTopic(fixture.topic());
  const socket = await fixture.socket({}, apiUrl);
  const { ref } = await socket.join(topic, { config: { broadcast: { self: true } } });
  const began = performance.now();
  let n = 0;
  // Two of six that are allowed at any time, over several windows.
  while (performance.now() - began < 1000) {
    n += 1;
    const windowStart = performance.now();
    socket.broadcast(ref, topic, String(n), json({}));
    await socket.binary((frame) => frame.event === String(n));
    while (performance.now() - windowStart < 240) await socket.fence();
  }
  expect(n).toBeGreaterThan(3);
  expect(socket.texts('system')).toEqual([]);
  for (let burst = 0; burst < 6; burst += 1) socket.broadcast(ref, topic, 'burst', json({}));
  expect((await socket.explained(ref))?.['message']).toBe('Too many messages per second');
});

onlyOwnStack('connections over the limit are refused; one that leaves makes room', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, { connections: 2 });
  const first = await fixture.socket({}, apiUrl);
  await fixture.socket({}, apiUrl);
  await expect(fixture.socket({}, apiUrl)).rejects.toThrow(
    '429 {"error":"Too many connected users"}',
  );
  first.close();
  await first.closed();
  await (await fixture.socket({}, apiUrl)).fence();
});

onlyOwnStack('refusals may wait, as they do on hosted', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, {
    connectErrorBackoffMs: 200,
    joinErrorBackoffMs: 200,
  });
  const took = async (work: () => Promise<unknown>) => {
    const began = performance.now();
    await work().catch(() => undefined);
    return performance.now() - began;
  };
  expect(await took(() => fixture.socket({ apikey: 'nonsense' }, apiUrl))).toBeGreaterThan(190);
  const socket = await fixture.socket({}, apiUrl);
  expect(await took(() => socket.join('realtime:'))).toBeGreaterThan(190);
});
