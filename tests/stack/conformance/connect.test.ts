import { beforeAll, expect, test } from 'vitest';
import { fixtureForFile, fullTopic, type Fixture, type Person } from '../support/fixture.ts';
import { startOwnRealtime } from '../support/own-realtime.ts';
import { onlyOwnStack } from '../support/own-stack.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

const refusal = (apikey: string) =>
  fixture.socket({ apikey }).then(
    () => 'connected',
    (error: unknown) => (error as Error).message,
  );

test('1 a signed anon key connects', async () => {
  await (await fixture.socket({ apikey: fixture.anonToken() })).fence();
});

test('2 no key is refused', async () => {
  expect(await refusal('')).toBe('401 {"error":"API key is missing"}');
});

test('3 a key that is no token is refused', async () => {
  expect(await refusal('not-a-jwt')).toBe('401 {"error":"The token provided is not a valid JWT"}');
});

test('4 an expired, a forged and a role-less token are refused, each with its reason', async () => {
  expect(await refusal(fixture.expired(person, 10))).toBe('401 {"error":"Token has expired"}');
  expect(await refusal(fixture.sign(person, {}, 'another secret'))).toBe(
    '401 {"error":"Failed to validate JWT signature"}',
  );
  for (const claim of ['role', 'exp'])
    expect(await refusal(fixture.sign(person, { [claim]: undefined }))).toBe(
      '401 {"error":"Fields `role` and `exp` are required in JWT"}',
    );
});

test('5 a publishable key connects as anon, a secret key as service_role', async () => {
  const topic = fullTopic(fixture.topic());
  const config = { config: { private: true } };
  const anon = await fixture.socket({ apikey: fixture.facts.publishableKey });
  expect((await anon.join(topic, config)).reply.status).toBe('error');
  const service = await fixture.socket({ apikey: fixture.facts.secretKey });
  expect((await service.join(topic, config)).reply.status).toBe('ok');
});

onlyOwnStack('5 an opaque key of another project stops at the gateway', async () => {
  expect(await refusal('sb_publishable_x')).toBe('401 {"message":"Invalid API key"}');
});

test('7 a heartbeat is answered with its own reference', async () => {
  const socket = await fixture.socket();
  socket.send(null, '42', 'phoenix', 'heartbeat', {});
  const frame = await socket.text((text) => text[1] === '42');
  expect(frame).toEqual([null, '42', 'phoenix', 'phx_reply', { status: 'ok', response: {} }]);
});

test('8 garbage is dropped and the connection lives', async () => {
  const socket = await fixture.socket();
  for (const junk of ['', '{', '[]', '["1","2"]', '{"topic":"x"}', 'null', '[1,2,3,4,5]'])
    socket.sendRaw(junk);
  await socket.fence();
  expect(socket.received).toHaveLength(1);
});

onlyOwnStack('8 malformed binary frames are dropped too', async () => {
  const socket = await fixture.socket();
  socket.sendRaw(Buffer.from([]));
  socket.sendRaw(Buffer.from([3, 255, 255, 255, 255, 255, 1]));
  socket.sendRaw(Buffer.from([9, 1, 2]));
  await socket.fence();
  expect(socket.received).toHaveLength(1);
});

onlyOwnStack('9 a connection without inbound frames is closed, one with them is not', async () => {
  const { apiUrl } = await startOwnRealtime(fixture.facts, { idleTimeoutMs: 500 });
  const [silent, busy] = [await fixture.socket({}, apiUrl), await fixture.socket({}, apiUrl)];
  while (silent.closeCode === null) await busy.fence();
  expect(silent.closeCode).toBe(1000);
  await busy.fence();
});
