import { REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js';
import { beforeAll, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  json,
  privateJoin,
  type Fixture,
  type Person,
} from '../support/fixture.ts';

let fixture: Fixture;
let anna: Person;
let ben: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  [anna, ben] = await Promise.all([fixture.person(), fixture.person()]);
});

/** Two connections on one public topic. */
async function pair(config: Record<string, unknown> = {}) {
  const topic = fullTopic(fixture.topic());
  const [sender, receiver] = [await fixture.socket(), await fixture.socket()];
  const { ref } = await sender.join(topic, { config });
  await receiver.join(topic);
  return { topic, sender, receiver, ref };
}

/** A connection of a person on a private topic. */
async function inside(topic: string, person: Person, config: Record<string, unknown> = {}) {
  const socket = await fixture.socket();
  const { ref } = await socket.join(fullTopic(topic), privateJoin(person.token, config));
  return { socket, ref };
}

test('27 others get kind 4 without metadata, the sender nothing', async () => {
  const { topic, sender, receiver, ref } = await pair();
  sender.broadcast(ref, topic, 'e', json({ text: 'x' }));
  const frame = await receiver.binary();
  expect(frame).toEqual({ topic, event: 'e', meta: '', encoding: 1, payload: json({ text: 'x' }) });
  await sender.fence();
  expect(sender.binaries()).toEqual([]);
});

test('28 with self the sender gets it once', async () => {
  const { topic, sender, receiver, ref } = await pair({ broadcast: { self: true } });
  sender.broadcast(ref, topic, 'e', json({}));
  await receiver.binary();
  await sender.fence();
  expect(sender.binaries()).toHaveLength(1);
});

test('29 with ack a push is answered, without it is not', async () => {
  const acked = await pair({ broadcast: { ack: true } });
  const sent = acked.sender.broadcast(acked.ref, acked.topic, 'e', json({}));
  expect(await acked.sender.reply(sent)).toEqual({ status: 'ok', response: {} });
  const quiet = await pair();
  quiet.sender.broadcast(quiet.ref, quiet.topic, 'e', json({}));
  await quiet.receiver.binary();
  await quiet.sender.fence();
  expect(quiet.sender.texts('phx_reply')).toHaveLength(2);
});

test('30 names are counted in bytes', async () => {
  const topic = fullTopic(`${fixture.topic()}:é😀`);
  const [sender, receiver] = [await fixture.socket(), await fixture.socket()];
  const { ref } = await sender.join(topic);
  await receiver.join(topic);
  sender.broadcast(ref, topic, 'tÿpe', json({ text: 'ça 😀' }));
  const frame = await receiver.binary();
  expect([frame.topic, frame.event]).toEqual([topic, 'tÿpe']);
  expect(JSON.parse(frame.payload.toString())).toEqual({ text: 'ça 😀' });
});

test('31 an ArrayBuffer arrives as it was', async () => {
  const topic = fixture.topic();
  const bytes = Uint8Array.from([0, 255, 1, 128, 3]).buffer;
  const channel = fixture.client().channel(topic, { config: { broadcast: { self: true } } });
  const heard = new Promise<{ payload: ArrayBuffer }>((resolve) => {
    channel.on('broadcast', { event: 'bytes' }, (message) =>
      resolve(message as unknown as { payload: ArrayBuffer }),
    );
  });
  channel.subscribe((status) => {
    if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED)
      void channel.send({ type: 'broadcast', event: 'bytes', payload: bytes });
  });
  const { payload } = await heard;
  expect(payload).toBeInstanceOf(ArrayBuffer);
  expect([...new Uint8Array(payload)]).toEqual([0, 255, 1, 128, 3]);
});

test('32 a text push is passed on as text, verbatim', async () => {
  const { topic, sender, receiver, ref } = await pair();
  const payload = { type: 'broadcast', event: 'e', payload: { a: 1 }, extra: true };
  sender.send(ref, '9', topic, 'broadcast', payload);
  const frame = await receiver.text((text) => text[3] === 'broadcast');
  expect(frame).toEqual([null, null, topic, 'broadcast', payload]);
});

test('33 metadata of a push is not passed on', async () => {
  const { topic, sender, receiver, ref } = await pair({ broadcast: { ack: true } });
  const sent = sender.broadcast(ref, topic, 'e', json({}), { meta: '{"persist":true}' });
  expect((await sender.reply(sent)).status).toBe('ok');
  expect((await receiver.binary()).meta).toBe('');
});

test('34 private and public channels of one name never hear each other', async () => {
  const topic = fixture.topic();
  await fixture.allow(anna, topic, ['broadcast', 'read'], ['broadcast', 'write']);
  const secret = await inside(topic, anna, { broadcast: { ack: true } });
  const open = await fixture.socket();
  const { ref } = await open.join(fullTopic(topic), { config: { broadcast: { ack: true } } });
  await open.join(fullTopic(`private:${topic}`));
  await secret.socket.reply(
    secret.socket.broadcast(secret.ref, fullTopic(topic), 'secret', json({})),
  );
  await open.reply(open.broadcast(ref, fullTopic(topic), 'open', json({})));
  await Promise.all([secret.socket.fence(), open.fence()]);
  expect([...secret.socket.binaries(), ...open.binaries()]).toEqual([]);
});

test('35 who may only read is dropped in silence when writing, and still receives', async () => {
  const topic = fixture.topic();
  await fixture.allow(anna, topic, ['broadcast', 'read']);
  await fixture.allow(ben, topic, ['broadcast', 'read'], ['broadcast', 'write']);
  const reader = await inside(topic, anna, { broadcast: { ack: true } });
  const writer = await inside(topic, ben, { broadcast: { ack: true } });
  const denied = reader.socket.broadcast(reader.ref, fullTopic(topic), 'denied', json({}));
  await reader.socket.fence();
  expect(reader.socket.texts('phx_reply').map((frame) => frame[1])).not.toContain(denied);
  const sent = writer.socket.broadcast(writer.ref, fullTopic(topic), 'allowed', json({}));
  expect((await writer.socket.reply(sent)).status).toBe('ok');
  await reader.socket.binary((frame) => frame.event === 'allowed');
  expect(writer.socket.binaries()).toEqual([]);
});

test('36 the right to write is asked once, and again with a new token', async () => {
  const topic = fixture.topic();
  await fixture.allow(anna, topic, ['broadcast', 'read'], ['broadcast', 'write']);
  const { socket, ref } = await inside(topic, anna, { broadcast: { ack: true } });
  const send = () => socket.broadcast(ref, fullTopic(topic), 'e', json({}));
  expect((await socket.reply(send())).status).toBe('ok');
  await fixture.forbid(anna, topic, 'broadcast', 'write');
  expect((await socket.reply(send())).status).toBe('ok');
  const token = fixture.sign(anna, { fresh: 1 });
  socket.send(ref, null, fullTopic(topic), 'access_token', { access_token: token });
  const denied = send();
  await socket.fence();
  expect(socket.texts('phx_reply').map((frame) => frame[1])).not.toContain(denied);
});

test('37 a payload over the limit is dropped; the answer is an error', async () => {
  const { topic, sender, receiver, ref } = await pair({ broadcast: { ack: true } });
  const sent = sender.broadcast(ref, topic, 'large', json('x'.repeat(3_100_000)));
  expect((await sender.reply(sent)).status).toBe('error');
  sender.broadcast(ref, topic, 'small', json({}));
  await receiver.binary();
  expect(receiver.binaries().map((frame) => frame.event)).toEqual(['small']);
});

test('38 a stale or missing join reference is accepted', async () => {
  const { topic, sender, receiver } = await pair();
  sender.broadcast('999', topic, 'stale', json({}));
  sender.broadcast('', topic, 'missing', json({}));
  await receiver.binary((frame) => frame.event === 'missing');
  expect(receiver.binaries()).toHaveLength(2);
  for (const joinRef of ['999', null]) {
    const ref = sender.nextRef();
    sender.send(joinRef, ref, topic, 'presence', { event: 'track', payload: { joinRef } });
    expect((await sender.reply(ref)).status).toBe('ok');
  }
});

test('39 1,000 messages of one sender keep their order', async () => {
  const { topic, sender, receiver, ref } = await pair();
  for (let n = 0; n < 1000; n += 1) sender.broadcast(ref, topic, String(n), json({}));
  await receiver.binary((frame) => frame.event === '999');
  expect(receiver.binaries().map((frame) => Number(frame.event))).toEqual(
    Array.from({ length: 1000 }, (_, n) => n),
  );
});
