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
let anna: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  anna = await fixture.person();
});

const post = (path: string, token: string, body: BodyInit, type = 'application/json') =>
  fetch(`${fixture.facts.apiUrl}/realtime/v1/api/broadcast${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      apikey: fixture.facts.publishableKey,
      'content-type': type,
    },
    body,
  });
const batch = (token: string, messages: unknown[], query = '') =>
  post(query, token, JSON.stringify({ messages }));
const message = (topic: string, extra: object = {}) => ({
  topic,
  event: 'e',
  payload: { a: 1 },
  ...extra,
});

async function listener(topic: string, person: Person | null = null): Promise<RawSocket> {
  const socket = await fixture.socket();
  await socket.join(fullTopic(topic), person === null ? {} : privateJoin(person.token));
  return socket;
}

test('40 a send before the join goes by REST and arrives as text without metadata', async () => {
  const topic = fixture.topic();
  const socket = await listener(topic);
  const sent = await fixture
    .client()
    .channel(topic)
    .send({ type: 'broadcast', event: 'early', payload: { a: 1 } });
  expect(sent).toBe('ok');
  const frame = await socket.text((text) => text[3] === 'broadcast');
  expect(frame.slice(0, 3)).toEqual([null, null, fullTopic(topic)]);
  expect(frame[4]).toEqual({ type: 'broadcast', event: 'early', payload: { a: 1 } });
  expect(socket.binaries()).toEqual([]);
});

test('41 an id given to a batched message is its metadata', async () => {
  const topic = fixture.topic();
  const socket = await listener(topic);
  const response = await batch(fixture.facts.publishableKey, [message(topic, { id: 'x' })]);
  expect([response.status, await response.text()]).toEqual([202, '']);
  const frame = await socket.text((text) => text[3] === 'broadcast');
  expect(frame[4]['meta']).toEqual({ id: 'x' });
});

test('42 private messages without permission are skipped, and still answered with 202', async () => {
  const [mine, foreign] = [fixture.topic(), fixture.topic()];
  await fixture.allow(anna, mine, ['broadcast', 'read'], ['broadcast', 'write']);
  await fixture.allow(anna, foreign, ['broadcast', 'read']);
  const socket = await listener(foreign, anna);
  await socket.join(fullTopic(mine), privateJoin(anna.token));
  const skipped = message(foreign, { private: true });
  expect((await batch(anna.token, [skipped])).status).toBe(202);
  const mixed = await batch(anna.token, [skipped, message(mine, { private: true })]);
  expect(mixed.status).toBe(202);
  await socket.text((text) => text[3] === 'broadcast' && text[2] === fullTopic(mine));
  expect(socket.texts('broadcast')).toHaveLength(1);
});

test('43 one bad message rejects the batch, by position', async () => {
  const topic = fixture.topic();
  const socket = await listener(topic);
  const response = await batch(anna.token, [message(topic), { topic: 'x', event: 'e' }]);
  expect(response.status).toBe(422);
  expect(await response.json()).toEqual({
    errors: { messages: [{}, { payload: ["can't be blank"] }] },
  });
  expect((await batch(anna.token, [message(topic, { event: 'good' })])).status).toBe(202);
  await socket.text((text) => text[3] === 'broadcast');
  expect(socket.texts('broadcast').map((frame) => frame[4]['event'])).toEqual(['good']);
});

test('44 without a good token: 401', async () => {
  for (const token of ['nonsense', fixture.expired(anna, 10), fixture.sign(anna, {}, 'forged')]) {
    const response = await batch(token, [message(fixture.topic())]);
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
  }
});

test('45 one message by REST arrives as binary: JSON and bytes, but no text', async () => {
  const topic = fixture.topic();
  const socket = await listener(topic);
  const sent = await fixture.client().channel(topic).httpSend('a/b', { b: 2 });
  expect(sent.success).toBe(true);
  const frame = await socket.binary();
  expect(frame).toMatchObject({ topic: fullTopic(topic), event: 'a/b', meta: '', encoding: 1 });
  expect(JSON.parse(frame.payload.toString())).toEqual({ b: 2 });

  const path = `/${encodeURIComponent(topic)}/events/raw`;
  const bytes = Buffer.from([1, 0, 255]);
  expect((await post(path, anna.token, bytes, 'application/octet-stream')).status).toBe(202);
  const raw = await socket.binary((other) => other.event === 'raw');
  expect([raw.encoding, [...raw.payload]]).toEqual([0, [1, 0, 255]]);
  const text = await post(path, anna.token, 'x', 'text/plain');
  expect([text.status, await text.json()]).toEqual([
    415,
    { error: 'Unsupported Media Type. Use application/json or application/octet-stream' },
  ]);
});

test('46 one private message without permission is refused', async () => {
  const topic = fixture.topic();
  await fixture.allow(anna, topic, ['broadcast', 'read']);
  const socket = await listener(topic, anna);
  const channel = anna.client.channel(topic, { config: { private: true } });
  await expect(channel.httpSend('e', {})).rejects.toThrow('Unauthorized');
  await fixture.allow(anna, topic, ['broadcast', 'write']);
  await channel.httpSend('allowed', {});
  await socket.binary();
  expect(socket.binaries().map((frame) => frame.event)).toEqual(['allowed']);
});

test("47 the client's query is ignored and a browser's preflight answered", async () => {
  const topic = fixture.topic();
  const socket = await listener(topic);
  const query = `?apikey=${fixture.facts.publishableKey}&vsn=2.0.0`;
  expect((await batch(anna.token, [message(topic)], query)).status).toBe(202);
  await socket.text((text) => text[3] === 'broadcast');
  const preflight = await fetch(`${fixture.facts.apiUrl}/realtime/v1/api/broadcast${query}`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://example.com',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'apikey,authorization,content-type,x-client-info',
    },
  });
  expect(preflight.ok).toBe(true);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  const allowed = preflight.headers.get('access-control-allow-headers') ?? '';
  for (const name of ['authorization', 'apikey', 'content-type', 'x-client-info'])
    expect(allowed.toLowerCase()).toContain(name);
});
