import { beforeAll, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  json,
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

const unauthorized = (topic: string) => ({
  reason: `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`,
});

async function responseTo(socket: RawSocket, topic: string, payload: unknown): Promise<unknown> {
  const { reply } = await socket.join(fullTopic(topic), payload);
  return reply.response;
}

test('10 a public join answers with an empty list and nothing else', async () => {
  const socket = await fixture.socket();
  const { reply } = await socket.join(fullTopic(fixture.topic()));
  expect(reply).toEqual({ status: 'ok', response: { postgres_changes: [] } });
  await socket.fence();
  expect(socket.received).toHaveLength(2);
});

onlyOwnStack('10 postgres_changes are echoed in order and refused in words', async () => {
  const socket = await fixture.socket();
  const changes = ['x', 'y'].map((table) => ({ event: '*', schema: 'public', table }));
  const response = await responseTo(socket, fixture.topic(), {
    config: { postgres_changes: changes },
  });
  expect(response).toMatchObject({ postgres_changes: changes });
  const system = await socket.text((text) => text[3] === 'system');
  expect(system[4]).toMatchObject({ extension: 'postgres_changes', status: 'error' });
});

test('11 the empty topic is refused', async () => {
  const socket = await fixture.socket();
  expect(await responseTo(socket, '', {})).toEqual({
    reason: 'TopicNameRequired: You must provide a topic name',
  });
});

test('12 a topic outside realtime: is unmatched', async () => {
  const socket = await fixture.socket();
  const { reply } = await socket.join('foo:bar');
  expect(reply).toEqual({ status: 'error', response: { reason: 'unmatched topic' } });
});

test('13 a private join that a policy allows is answered ok', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const socket = await fixture.socket();
  const { reply } = await socket.join(fullTopic(topic), privateJoin(person.token));
  expect(reply).toEqual({ status: 'ok', response: { postgres_changes: [] } });
});

test('14 a private join that no policy allows is refused, once, without a close', async () => {
  const topic = fixture.topic();
  const socket = await fixture.socket();
  expect(await responseTo(socket, topic, privateJoin(person.token))).toEqual(unauthorized(topic));
  await socket.fence();
  expect(socket.received).toHaveLength(2);
});

test('15 a policy that fails and a role that does not exist refuse alike', async () => {
  const topic = fixture.topic();
  const socket = await fixture.socket();
  const nobody = fixture.sign(person, { role: 'no_such_role' });
  expect(await responseTo(socket, topic, privateJoin(nobody))).toEqual(unauthorized(topic));
  const name = `fails on ${topic}`;
  await fixture.sql.unsafe(`
    create policy "${name}" on realtime.messages as restrictive for select to authenticated
    using (case when (select realtime.topic()) = '${topic}' then 1 / length(left(topic, 0)) = 1 else true end)`);
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const response = await responseTo(socket, topic, privateJoin(person.token));
  await fixture.sql.unsafe(`drop policy "${name}" on realtime.messages`);
  expect(response).toEqual(unauthorized(topic));
});

test('16 who may only read presence joins, sees it, and hears no broadcast', async () => {
  const topic = fixture.topic();
  const writer = await fixture.person();
  await fixture.allow(person, topic, ['presence', 'read']);
  await fixture.allow(writer, topic, ['broadcast', 'read'], ['presence', 'read']);
  await fixture.allow(writer, topic, ['broadcast', 'write'], ['presence', 'write']);
  const config = { presence: { enabled: true }, broadcast: { ack: true } };
  const [reads, writes] = [await fixture.socket(), await fixture.socket()];
  expect((await reads.join(fullTopic(topic), privateJoin(person.token, config))).reply.status).toBe(
    'ok',
  );
  await reads.text((frame) => frame[3] === 'presence_state');
  const { ref } = await writes.join(fullTopic(topic), privateJoin(writer.token, config));
  await writes.reply(writes.broadcast(ref, fullTopic(topic), 'unheard', json({})));
  await fixture.send(topic, {});
  await writes.binary();
  writes.send(ref, 't', fullTopic(topic), 'presence', { event: 'track', payload: {} });
  await reads.text((frame) => frame[3] === 'presence_diff');
  expect(reads.binaries()).toEqual([]);
});

onlyOwnStack('17 a project for private channels only refuses public ones', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, { privateOnly: true });
  const socket = await fixture.socket({}, apiUrl);
  const topic = fixture.topic();
  expect(await responseTo(socket, topic, {})).toEqual({
    reason: 'PrivateOnly: This project only allows private channels',
  });
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const { reply } = await socket.join(fullTopic(topic), privateJoin(person.token));
  expect(reply.status).toBe('ok');
});

test('18 a join without a token is judged as the key of its connection', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const anon = await fixture.socket();
  expect(await responseTo(anon, topic, privateJoin(null))).toEqual(unauthorized(topic));
  const own = await fixture.socket({ apikey: person.token });
  expect((await own.join(fullTopic(topic), privateJoin(null))).reply.status).toBe('ok');
});

test('19 an opaque key as token counts as none', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const own = await fixture.socket({ apikey: person.token });
  for (const key of ['sb_x', fixture.facts.publishableKey])
    expect((await own.join(fullTopic(topic), privateJoin(key))).reply.status).toBe('ok');
});

test('20 a bad token is refused with its own reason', async () => {
  const socket = await fixture.socket();
  const topic = fixture.topic();
  const reason = async (token: string) =>
    ((await responseTo(socket, topic, privateJoin(token))) as { reason: string }).reason;
  expect(await reason(fixture.expired(person, 10))).toMatch(
    /^InvalidJWTToken: Token has expired 1\d seconds ago$/,
  );
  expect(await reason('potato')).toBe('MalformedJWT: The token provided is not a valid JWT');
  expect(await reason(fixture.sign(person, { role: undefined }))).toBe(
    'InvalidJWTToken: Fields `role` and `exp` are required in JWT',
  );
  expect(await reason(fixture.sign(person, {}, 'another secret'))).toBe(
    'JwtSignatureError: Failed to validate JWT signature',
  );
  const [, claims = ''] = fixture.sign(person).split('.');
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.x`;
  expect(await reason(unsigned)).toMatch(/^JwtSign(ature|er)Error: /);
});

test('21 "true" counts as true; unknown and malformed settings stop nothing', async () => {
  const socket = await fixture.socket();
  const topic = fullTopic(fixture.topic());
  const { reply, ref } = await socket.join(topic, {
    version: 'realtime-js/2.119.1',
    config: {
      broadcast: { self: 'TRUE', ack: 7 },
      presence: [],
      postgres_changes: 'no',
      postgres_changes_options: {},
    },
  });
  expect(reply.status).toBe('ok');
  socket.broadcast(ref, topic, 'e', json({}));
  await socket.binary();
});

test('22 the 101st channel is refused; leaving one makes room', async () => {
  const socket = await fixture.socket();
  const base = fixture.topic();
  for (let n = 0; n < 100; n += 1) await socket.join(fullTopic(`${base}:${n}`));
  expect(await responseTo(socket, `${base}:more`, {})).toEqual({
    reason: 'ChannelRateLimitReached: Too many channels',
  });
  socket.send(null, 'leave', fullTopic(`${base}:0`), 'phx_leave', {});
  expect((await socket.join(fullTopic(`${base}:more`))).reply.status).toBe('ok');
});
