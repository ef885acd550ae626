import { REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js';
import { beforeAll, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  privateJoin,
  type Fixture,
  type Person,
} from '../support/fixture.ts';
import { startOwnRealtime } from '../support/own-realtime.ts';
import { onlyOwnStack } from '../support/own-stack.ts';
import type { RawSocket } from '../support/raw-socket.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

type Metas = Record<string, { metas: Record<string, unknown>[] }>;

const presence = (key: string, enabled = true) => ({ presence: { enabled, key } });

/** A member of a public topic, or of a private one as a person. */
async function member(
  topic: string,
  key: string,
  options: { as?: Person; enabled?: boolean } = {},
) {
  const socket = await fixture.socket();
  const config = presence(key, options.enabled);
  const { ref } = await socket.join(
    topic,
    options.as === undefined ? { config } : privateJoin(options.as.token, config),
  );
  const call = (event: string, payload?: unknown) => {
    const own = socket.nextRef();
    socket.send(ref, own, topic, 'presence', { type: 'presence', event, payload });
    return socket.reply(own);
  };
  return { socket, ref, call };
}

const diffs = (socket: RawSocket) =>
  socket.texts('presence_diff').map((frame) => frame[4] as { joins: Metas; leaves: Metas });

const diff = (socket: RawSocket, side: 'joins' | 'leaves', key: string) =>
  socket.text(
    (frame) =>
      frame[3] === 'presence_diff' && key in (frame[4] as { joins: Metas; leaves: Metas })[side],
  );

async function state(socket: RawSocket): Promise<Metas> {
  return (await socket.text((frame) => frame[3] === 'presence_state'))[4] as Metas;
}

test('59 the first member gets an empty state after the reply, the second sees the first', async () => {
  const topic = fullTopic(fixture.topic());
  const a = await member(topic, 'anna');
  expect(await state(a.socket)).toEqual({});
  expect(a.socket.received.map((item) => 'text' in item && item.text[3])).toEqual([
    'phx_reply',
    'presence_state',
  ]);
  await a.call('track', { x: 1 });
  const b = await member(topic, 'ben');
  expect((await state(b.socket))['anna']?.metas[0]).toMatchObject({ x: 1 });
});

test('60 a track is answered and is a join for everybody, with a reference', async () => {
  const topic = fullTopic(fixture.topic());
  const [a, b] = [await member(topic, 'anna'), await member(topic, 'ben')];
  expect(await a.call('track', { x: 1 })).toEqual({ status: 'ok', response: {} });
  for (const { socket } of [a, b]) {
    const frame = await diff(socket, 'joins', 'anna');
    expect(frame.slice(0, 3)).toEqual([null, null, topic]);
    const { joins, leaves } = frame[4] as { joins: Metas; leaves: Metas };
    expect(joins['anna']?.metas[0]).toMatchObject({ x: 1 });
    expect(joins['anna']?.metas[0]?.['phx_ref']).toMatch(/^[\w-]{16}$/);
    expect(leaves).toEqual({});
  }
});

test('61 a changed track is one diff with the old and the new; the same one is none', async () => {
  const { socket, call } = await member(fullTopic(fixture.topic()), 'k');
  await call('track', { x: 1 });
  await call('track', { x: 1 });
  await call('track', { x: 2 });
  await socket.text(
    (frame) => frame[3] === 'presence_diff' && 'k' in (frame[4] as { leaves: Metas }).leaves,
  );
  const [first, second, ...more] = diffs(socket);
  expect(more).toEqual([]);
  expect(second?.joins['k']?.metas[0]).toMatchObject({
    x: 2,
    phx_ref_prev: first?.joins['k']?.metas[0]?.['phx_ref'],
  });
  expect(second?.leaves['k']?.metas[0]).toMatchObject({ x: 1 });
});

test('62 untrack, leave, a dropped socket and a second join are leaves', async () => {
  const topic = fullTopic(fixture.topic());
  const watcher = await member(topic, 'watcher');
  const here = async (key: string) => {
    const one = await member(topic, key);
    await one.call('track', {});
    return one;
  };
  const left = (key: string) => diff(watcher.socket, 'leaves', key);
  expect(await (await here('untracks')).call('untrack')).toEqual({ status: 'ok', response: {} });
  await left('untracks');
  const leaves = await here('leaves');
  leaves.socket.send(leaves.ref, '99', topic, 'phx_leave', {});
  await left('leaves');
  (await here('drops')).socket.close();
  await left('drops');
  const rejoins = await here('rejoins');
  await rejoins.socket.join(topic, { config: presence('rejoins') });
  await left('rejoins');
});

test('63 two sockets of one key are two metas; one may go', async () => {
  const topic = fullTopic(fixture.topic());
  const [a, b] = [await member(topic, 'same'), await member(topic, 'same')];
  await a.call('track', {});
  await b.call('track', {});
  const count = async () =>
    (await state((await member(topic, 'looks')).socket))['same']?.metas.length;
  expect(await count()).toBe(2);
  a.socket.close();
  await diff(b.socket, 'leaves', 'same');
  expect(await count()).toBe(1);
});

test('64 who joined without presence gets no state, and yet diffs, and is seen', async () => {
  const topic = fullTopic(fixture.topic());
  const [without, other] = [
    await member(topic, 'without', { enabled: false }),
    await member(topic, 'other'),
  ];
  await without.call('track', { x: 1 });
  await diff(other.socket, 'joins', 'without');
  await other.call('track', {});
  await diff(without.socket, 'joins', 'other');
  expect(without.socket.texts('presence_state')).toEqual([]);
});

test('65 private: what a policy does not grant is neither shown nor done', async () => {
  const topic = fixture.topic();
  const [reader, writer, outsider] = await Promise.all([
    fixture.person(),
    fixture.person(),
    fixture.person(),
  ]);
  await fixture.allow(reader, topic, ['broadcast', 'read'], ['presence', 'read']);
  await fixture.allow(writer, topic, ['broadcast', 'read'], ['presence', 'write']);
  await fixture.allow(outsider, topic, ['broadcast', 'read']);
  const join = (as: Person, key: string) => member(fullTopic(topic), key, { as });
  const [r, w, o] = [
    await join(reader, 'reader'),
    await join(writer, 'writer'),
    await join(outsider, 'outsider'),
  ];
  expect(await r.call('track', {})).toEqual({ status: 'error', response: {} });
  expect((await w.call('track', {})).status).toBe('ok');
  await diff(r.socket, 'joins', 'writer');
  expect(diffs(r.socket)).toHaveLength(1);
  await Promise.all([o.socket.fence(), w.socket.fence()]);
  for (const { socket } of [w, o]) {
    expect(socket.texts('presence_diff')).toEqual([]);
    expect(socket.texts('presence_state')).toEqual([]);
  }
});

test('66 a track of something else than a map is an error, and the channel lives', async () => {
  const { call } = await member(fullTopic(fixture.topic()), 'k');
  expect(await call('track', 'x')).toEqual({
    status: 'error',
    response: { reason: 'Presence track payload must be a map' },
  });
  expect((await call('track', {})).status).toBe('ok');
});

test('67 the sixth call within the window closes the channel, and only it', async () => {
  const topic = fullTopic(fixture.topic());
  const { socket, ref, call } = await member(topic, 'k');
  for (let n = 0; n < 5; n += 1) await call('track', { n });
  socket.send(ref, '70', topic, 'presence', { type: 'presence', event: 'track', payload: {} });
  expect(await socket.explained(ref)).toEqual({
    extension: 'system',
    status: 'error',
    message: 'Client presence rate limit exceeded',
    channel: topic.slice('realtime:'.length),
  });
  await socket.fence();
});

onlyOwnStack('67 the limit can be switched off', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, { presenceCalls: null });
  const socket = await fixture.socket({}, apiUrl);
  const topic = fullTopic(fixture.topic());
  const { ref } = await socket.join(topic, { config: presence('k') });
  for (let n = 0; n < 20; n += 1)
    socket.send(ref, `t${n}`, topic, 'presence', { event: 'track', payload: { n } });
  expect((await socket.reply('t19')).status).toBe('ok');
});

test('68 TRACK in capitals is accepted', async () => {
  const { socket, call } = await member(fullTopic(fixture.topic()), 'k');
  expect((await call('TRACK', { x: 1 })).status).toBe('ok');
  await diff(socket, 'joins', 'k');
});

test('supabase-js sees who is here', async () => {
  const topic = fixture.topic();
  const channel = person.client.channel(topic, { config: { presence: { key: person.id } } });
  const seen = new Promise<object>((resolve) => {
    channel.on('presence', { event: 'sync' }, () => {
      const present = channel.presenceState();
      if (Object.keys(present).length > 0) resolve(present);
    });
  });
  channel.subscribe((status) => {
    if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) void channel.track({ device: 'desktop' });
  });
  expect(await seen).toMatchObject({ [person.id]: [{ device: 'desktop' }] });
});
