import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeAll, expect } from 'vitest';
import { fixtureForFile, fullTopic, json, type Fixture } from './support/fixture.ts';
import { startOwnRealtime } from './support/own-realtime.ts';
import { onlyOwnStack } from './support/own-stack.ts';
import type { RawSocket } from './support/raw-socket.ts';

/** Whatever one client does wrong: an error to it, one line in the log, nobody else notices. */

let fixture: Fixture;
beforeAll(async () => {
  fixture = await fixtureForFile();
});

/** Somebody with bad manners, and two well-behaved people who must not notice. */
async function scene(limits: Parameters<typeof startOwnRealtime>[1] = {}) {
  const { apiUrl, log } = await startOwnRealtime(fixture.facts, limits);
  const connect = () => fixture.socket({}, apiUrl);
  const [bad, good, peer] = [await connect(), await connect(), await connect()];
  const topic = fullTopic(fixture.topic());
  const { ref } = await good.join(topic, { config: { broadcast: { ack: true } } });
  await peer.join(topic);
  const undisturbed = async () => {
    const before = peer.binaries().length;
    expect((await good.reply(good.broadcast(ref, topic, 'e', json({})))).status).toBe('ok');
    await peer.fence();
    expect(peer.binaries()).toHaveLength(before + 1);
    expect([good.closeCode, peer.closeCode]).toEqual([null, null]);
  };
  return { bad, log, topic, undisturbed, peer, sender: { socket: good, ref } };
}

const flood = (socket: RawSocket, frames: (string | Buffer)[]) => {
  for (const frame of frames) socket.sendRaw(frame);
};

onlyOwnStack('garbage frames and short arrays are dropped, with one line for all', async () => {
  const { bad, log, undisturbed } = await scene();
  const junk = ['', '{', '\u0000', '[]', '["1","2"]', '[1,2,3,4,5]', 'null', '"x"', '1e999'];
  flood(bad, [...junk, ...junk.map((text) => Buffer.from(text))]);
  flood(bad, [Buffer.alloc(100_000), Buffer.from([3, 9, 9, 9, 9, 9, 1]), '['.repeat(100_000)]);
  await bad.fence();
  expect(bad.received).toHaveLength(1);
  expect(log).toEqual(['Realtime drops malformed frames of a connection']);
  await undisturbed();
});

onlyOwnStack('unknown events and odd payloads are ignored on a joined channel', async () => {
  const { bad, log, undisturbed } = await scene();
  const topic = fullTopic(fixture.topic());
  const { ref } = await bad.join(topic);
  for (const event of ['nonsense', '__proto__', 'phx_error', 'phx_close', 'phx_reply'])
    bad.send(ref, bad.nextRef(), topic, event, {});
  for (const payload of [null, 7, 'x', [], { __proto__: null }])
    for (const event of ['access_token', 'broadcast']) bad.send(ref, null, topic, event, payload);
  await bad.fence();
  expect(bad.texts('phx_reply')).toHaveLength(2);
  expect(log).toEqual([]);
  await undisturbed();
});

onlyOwnStack('a frame of 6 MB ends its connection with 1009', async () => {
  const { bad, log, undisturbed } = await scene();
  bad.sendRaw('x'.repeat(6_000_000));
  expect(await bad.closed()).toBe(1009);
  expect(log).toEqual(['Realtime closes a connection: Max payload size exceeded']);
  await undisturbed();
});

onlyOwnStack('10,000 joins: a hundred channels, an error for each of the others', async () => {
  const { bad, undisturbed } = await scene();
  const base = fixture.topic();
  for (let n = 0; n < 10_000; n += 1)
    bad.send(`j${n}`, `j${n}`, fullTopic(`${base}:${n}`), 'phx_join', {});
  await undisturbed();
  await bad.reply('j9999');
  const replies = bad.texts('phx_reply').map((frame) => frame[4]['status']);
  expect(replies.filter((status) => status === 'ok')).toHaveLength(100);
  expect(replies.filter((status) => status === 'error')).toHaveLength(9_900);
  await undisturbed();
});

onlyOwnStack('who reads too slowly is cut off, the others hear everything', async () => {
  const { bad, log, topic, undisturbed, sender } = await scene({ maxBufferedBytes: 4_000_000 });
  await bad.join(topic);
  bad.pause();
  const large = json('x'.repeat(1_000_000));
  const { socket, ref } = sender;
  // More than the bound and all that the system buffers on the way.
  for (let n = 0; n < 60 && log.length === 0; n += 1)
    await socket.reply(socket.broadcast(ref, topic, 'large', large));
  expect(log).toEqual([
    expect.stringMatching(/^Realtime ends a connection that left \d+ bytes unread$/),
  ]);
  await undisturbed();
  bad.resume();
  expect(await bad.closed()).toBe(1006);
});

onlyOwnStack('who sends faster than can be handled has to wait, and loses nothing', async () => {
  const { bad, log, topic, undisturbed, peer } = await scene();
  const { ref } = await bad.join(topic);
  for (let n = 0; n < 20; n += 1)
    bad.broadcast(ref, topic, `large ${n}`, json('x'.repeat(1_000_000)));
  await peer.binary((frame) => frame.event === 'large 19');
  expect(peer.binaries()).toHaveLength(20);
  expect(log).toEqual([]);
  await undisturbed();
});

onlyOwnStack(
  'a presence key that means something to JavaScript is a key like any other',
  async () => {
    const { bad, log, topic, undisturbed, peer } = await scene();
    const presence = { config: { presence: { enabled: true, key: '__proto__' } } };
    const { ref } = await bad.join(topic, presence);
    bad.send(ref, 't', topic, 'presence', { event: 'track', payload: { x: 1 } });
    await bad.reply('t');
    const rejoined = await peer.join(topic, presence);
    const state = await peer.text((frame) => frame[3] === 'presence_state');
    expect(Object.entries(state[4])).toEqual([
      ['__proto__', { metas: [expect.objectContaining({ x: 1 })] }],
    ]);
    expect([rejoined.reply.status, log]).toEqual(['ok', []]);
    await undisturbed();
  },
);

onlyOwnStack('requests that are none are refused, and the server lives', async () => {
  const { hostname, port } = new URL(fixture.facts.apiUrl);
  for (const path of ['//', '/realtime/v1/websocket/../x', 'http://', '*']) {
    const wire = connect(Number(port), hostname);
    const ended = once(wire, 'close');
    wire.on('error', () => undefined).resume();
    wire.write(
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    await ended;
  }
  const post = await fetch(`${fixture.facts.apiUrl}/realtime/v1/api/broadcast/%ff/events/e`, {
    method: 'POST',
    headers: { apikey: fixture.facts.publishableKey },
    body: '{}',
  });
  expect(post.status).toBe(400);
  await (await fixture.socket()).fence();
});
