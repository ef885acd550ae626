import { REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js';
import { beforeAll, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  privateJoin,
  type Fixture,
  type Person,
} from './support/fixture.ts';
import type { RawSocket, TextFrame } from './support/raw-socket.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

const config = (key: string) => ({ config: { presence: { enabled: true, key } } });
const diff = (socket: RawSocket, fits: (joins: string[], leaves: string[]) => boolean) =>
  socket.text((frame) => {
    if (frame[3] !== 'presence_diff') return false;
    const { joins, leaves } = frame[4] as { joins: object; leaves: object };
    return fits(Object.keys(joins), Object.keys(leaves));
  });

function track(
  socket: RawSocket,
  joinRef: string,
  topic: string,
  payload: unknown,
  event = 'track',
) {
  const ref = socket.nextRef();
  socket.send(joinRef, ref, topic, 'presence', { type: 'presence', event, payload });
  return socket.reply(ref);
}

test('state is empty at first; a track is a join for everybody; newcomers get the state', async () => {
  const topic = fullTopic(fixture.topic());
  const [a, b] = [await fixture.socket(), await fixture.socket()];
  const { ref } = await a.join(topic, config('anna'));
  expect((await a.text((frame) => frame[3] === 'presence_state'))[4]).toEqual({});
  expect((await track(a, ref, topic, { x: 1 }, 'TRACK')).status).toBe('ok');
  const frame = await diff(a, (joins) => joins.includes('anna'));
  expect(frame.slice(0, 3)).toEqual([null, null, topic]);
  await b.join(topic, config('ben'));
  const state = (await b.text((text) => text[3] === 'presence_state'))[4] as Record<
    string,
    { metas: Record<string, unknown>[] }
  >;
  expect(state['anna']?.metas[0]).toMatchObject({ x: 1 });
  expect(state['anna']?.metas[0]?.['phx_ref']).toMatch(/^[\w-]{16}$/);
});

test('a changed track is one diff with the old and the new; the same one is none', async () => {
  const topic = fullTopic(fixture.topic());
  const socket = await fixture.socket();
  const { ref } = await socket.join(topic, config('k'));
  await track(socket, ref, topic, { x: 1 });
  await track(socket, ref, topic, { x: 1 });
  await track(socket, ref, topic, { x: 2 });
  await socket.fence();
  const diffs = socket.texts('presence_diff').map((frame: TextFrame) => frame[4]) as {
    joins: { k: { metas: Record<string, unknown>[] } };
    leaves: { k?: { metas: Record<string, unknown>[] } };
  }[];
  expect(diffs).toHaveLength(2);
  const [first, second] = diffs;
  expect(second?.joins.k.metas[0]).toMatchObject({
    x: 2,
    phx_ref_prev: first?.joins.k.metas[0]?.['phx_ref'],
  });
  expect(second?.leaves.k?.metas[0]).toMatchObject({ x: 1 });
});

test('untrack, leave, a dropped socket and a second join are leaves', async () => {
  const topic = fullTopic(fixture.topic());
  const watcher = await fixture.socket();
  await watcher.join(topic, config('watcher'));
  const here = async (key: string) => {
    const socket = await fixture.socket();
    const { ref } = await socket.join(topic, config(key));
    await track(socket, ref, topic, {});
    return { socket, ref };
  };
  const left = (key: string) => diff(watcher, (_joins, leaves) => leaves.includes(key));

  const one = await here('untracks');
  await track(one.socket, one.ref, topic, undefined, 'untrack');
  await left('untracks');
  const two = await here('leaves');
  two.socket.send(two.ref, '99', topic, 'phx_leave', {});
  await left('leaves');
  const three = await here('drops');
  three.socket.close();
  await left('drops');
  const four = await here('rejoins');
  await four.socket.join(topic, config('rejoins'));
  await left('rejoins');
});

test('two sockets of one key are two metas; one may go', async () => {
  const topic = fullTopic(fixture.topic());
  const [a, b] = [await fixture.socket(), await fixture.socket()];
  for (const socket of [a, b]) {
    const { ref } = await socket.join(topic, config('same'));
    await track(socket, ref, topic, {});
  }
  const state = async () => {
    const socket = await fixture.socket();
    await socket.join(topic, config('looks'));
    const frame = await socket.text((text) => text[3] === 'presence_state');
    return (frame[4] as { same: { metas: unknown[] } }).same.metas.length;
  };
  expect(await state()).toBe(2);
  a.close();
  await diff(b, (_joins, leaves) => leaves.includes('same'));
  expect(await state()).toBe(1);
});

test('a track of something else than a map is an error, and the channel lives', async () => {
  const topic = fullTopic(fixture.topic());
  const socket = await fixture.socket();
  const { ref } = await socket.join(topic, config('k'));
  expect(await track(socket, ref, topic, 'x')).toEqual({
    status: 'error',
    response: { reason: 'Presence track payload must be a map' },
  });
  expect((await track(socket, ref, topic, {})).status).toBe('ok');
});

test('private: what a policy does not grant is neither shown nor done', async () => {
  const topic = fixture.topic();
  const [reader, writer, outsider] = [
    await fixture.person(),
    await fixture.person(),
    await fixture.person(),
  ];
  await fixture.allow(reader, topic, ['broadcast', 'read'], ['presence', 'read']);
  await fixture.allow(writer, topic, ['broadcast', 'read'], ['presence', 'write']);
  await fixture.allow(outsider, topic, ['broadcast', 'read']);
  const join = async (who: Person, key: string) => {
    const socket = await fixture.socket();
    const { ref } = await socket.join(
      fullTopic(topic),
      privateJoin(who.token, { presence: { enabled: true, key } }),
    );
    return { socket, ref };
  };
  const [r, w, o] = [
    await join(reader, 'reader'),
    await join(writer, 'writer'),
    await join(outsider, 'outsider'),
  ];
  expect(await track(r.socket, r.ref, fullTopic(topic), {})).toEqual({
    status: 'error',
    response: {},
  });
  expect((await track(w.socket, w.ref, fullTopic(topic), {})).status).toBe('ok');
  await diff(r.socket, (joins) => joins.includes('writer'));
  await o.socket.fence();
  await w.socket.fence();
  for (const { socket } of [w, o]) {
    expect(socket.texts('presence_diff')).toEqual([]);
    expect(socket.texts('presence_state')).toEqual([]);
  }
});

test('the sixth call within the window closes the channel, and only it', async () => {
  const topic = fullTopic(fixture.topic());
  const socket = await fixture.socket();
  const { ref } = await socket.join(topic, config('k'));
  for (let n = 0; n < 5; n += 1) await track(socket, ref, topic, { n });
  socket.send(ref, '70', topic, 'presence', { type: 'presence', event: 'track', payload: {} });
  const system = await socket.text((frame) => frame[3] === 'system');
  expect(system[4]).toMatchObject({
    extension: 'system',
    status: 'error',
    message: 'Client presence rate limit exceeded',
  });
  await socket.text((frame) => frame[3] === 'phx_close' && frame[1] === ref);
  await socket.fence();
});

test('supabase-js sees who is here', async () => {
  const topic = fixture.topic();
  const channel = person.client.channel(topic, { config: { presence: { key: person.id } } });
  const seen = new Promise<object>((resolve) => {
    channel.on('presence', { event: 'sync' }, () => {
      const state = channel.presenceState();
      if (Object.keys(state).length > 0) resolve(state);
    });
  });
  channel.subscribe((status) => {
    if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) void channel.track({ device: 'desktop' });
  });
  expect(await seen).toMatchObject({ [person.id]: [{ device: 'desktop' }] });
});
