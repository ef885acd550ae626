import { beforeAll, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  privateJoin,
  type Fixture,
  type Person,
} from '../support/fixture.ts';
import type { RawSocket } from '../support/raw-socket.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

async function joined() {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read'], ['broadcast', 'write']);
  const socket = await fixture.socket();
  const { ref } = await socket.join(fullTopic(topic), privateJoin(person.token));
  return { topic, socket, ref, refresh: refreshOf(socket, ref, topic) };
}

const refreshOf = (socket: RawSocket, ref: string, topic: string) => (token: unknown) =>
  socket.send(ref, socket.nextRef(), fullTopic(topic), 'access_token', { access_token: token });

const message = async (socket: RawSocket, ref: string) =>
  (await socket.explained(ref))?.['message'];

test('69 the same token, null, an opaque key or none change nothing', async () => {
  const { topic, socket, refresh } = await joined();
  await fixture.forbid(person, topic);
  const { publishableKey } = fixture.facts;
  for (const token of [person.token, null, 'sb_publishable_x', publishableKey, undefined])
    refresh(token);
  await socket.fence();
  expect(socket.received).toHaveLength(2);
  await fixture.send(topic, {});
  await socket.binary();
});

test('70 a new token is not answered; access is asked again', async () => {
  const { topic, socket, ref, refresh } = await joined();
  const before = socket.received.length;
  refresh(fixture.sign(person, { fresh: 1 }));
  await socket.fence();
  expect(socket.received).toHaveLength(before + 1);
  await fixture.send(topic, {});
  await socket.binary();
  await fixture.forbid(person, topic);
  refresh(fixture.sign(person, { fresh: 2 }));
  await socket.explained(ref);
});

test('71 a token that loses the topic closes its channel, and only it', async () => {
  const { topic, socket, ref, refresh } = await joined();
  const other = fullTopic(fixture.topic());
  const { ref: otherRef } = await socket.join(other, { config: { broadcast: { self: true } } });
  await fixture.forbid(person, topic);
  refresh(fixture.sign(person, { fresh: 2 }));
  expect(await socket.explained(ref)).toEqual({
    extension: 'system',
    status: 'error',
    message: `You do not have permissions to read from this Channel topic: ${topic}`,
    channel: topic,
  });
  socket.broadcast(otherRef, other, 'alive', Buffer.from('{}'));
  await socket.binary();
});

test('71 losing one of two reads says so', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read'], ['presence', 'read']);
  const socket = await fixture.socket();
  const { ref } = await socket.join(
    fullTopic(topic),
    privateJoin(person.token, { presence: { enabled: true } }),
  );
  await fixture.forbid(person, topic, 'presence');
  refreshOf(socket, ref, topic)(fixture.sign(person, { fresh: 3 }));
  expect(await message(socket, ref)).toBe(
    `You no longer have permission to read from this Channel topic: ${topic}`,
  );
});

test('72 a token that is no good closes the channel with its reason', async () => {
  const reason = async (token: string) => {
    const { socket, ref, refresh } = await joined();
    refresh(token);
    const text = await message(socket, ref);
    await socket.fence();
    return text;
  };
  expect(await reason('')).toBe('The token provided is not a valid JWT');
  expect(await reason('potato')).toBe('The token provided is not a valid JWT');
  expect(await reason(fixture.expired(person, 100))).toMatch(
    /^Token has expired 10\d seconds ago$/,
  );
  expect(await reason(fixture.sign(person, { role: undefined }))).toBe(
    'Fields `role` and `exp` are required in JWT',
  );
  expect(await reason(fixture.sign(person, {}, 'another secret'))).toBe(':signature_error');
});

test('73 channels end with their token, public ones too; a refresh in time keeps one', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const socket = await fixture.socket();
  const short = () => fixture.expired(person, -2);
  const kept = await socket.join(fullTopic(topic), privateJoin(short()));
  const open = await socket.join(fullTopic(fixture.topic()), { access_token: short() });
  refreshOf(socket, kept.ref, topic)(fixture.expired(person, -600));
  const own = await fixture.socket();
  const secret = await own.join(fullTopic(topic), privateJoin(short()));
  expect(await message(own, secret.ref)).toMatch(/^Token has expired [0-2] seconds ago$/);
  expect(await message(socket, open.ref)).toMatch(/^Token has expired [0-2] seconds ago$/);
  await own.fence();
  await fixture.send(topic, {});
  await socket.binary();
  expect(own.binaries()).toEqual([]);
});

test('74 a removal takes effect at the next refresh, not before', async () => {
  const { topic, socket, ref, refresh } = await joined();
  await fixture.forbid(person, topic);
  await fixture.send(topic, {});
  await socket.binary();
  refresh(fixture.sign(person, { fresh: 4 }));
  await socket.explained(ref);
  await fixture.send(topic, {});
  await socket.fence();
  expect(socket.binaries()).toHaveLength(1);
});

test('75 a token that newly grants broadcasts makes them start', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['presence', 'read']);
  const socket = await fixture.socket();
  const { ref } = await socket.join(
    fullTopic(topic),
    privateJoin(person.token, { presence: { enabled: true } }),
  );
  const witness = await fixture.person();
  await fixture.allow(witness, topic, ['broadcast', 'read']);
  const hears = await fixture.socket();
  await hears.join(fullTopic(topic), privateJoin(witness.token));
  await fixture.send(topic, { n: 1 });
  await hears.binary();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  refreshOf(socket, ref, topic)(fixture.sign(person, { fresh: 5 }));
  await socket.fence();
  await fixture.send(topic, { n: 2 });
  await socket.binary();
  expect(socket.binaries().map((frame) => JSON.parse(frame.payload.toString()) as unknown)).toEqual(
    [expect.objectContaining({ n: 2 })],
  );
});
