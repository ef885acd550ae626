import { beforeAll, describe, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  privateJoin,
  type Fixture,
  type Person,
} from './support/fixture.ts';

let fixture: Fixture;
let anna: Person;
let ben: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  [anna, ben] = await Promise.all([fixture.person(), fixture.person()]);
});

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('public channels', () => {
  test('others get kind 4 without metadata, the sender nothing; names are counted in bytes', async () => {
    const topic = fullTopic(`${fixture.topic()}:é😀`);
    const [sender, receiver] = [await fixture.socket(), await fixture.socket()];
    const { ref } = await sender.join(topic);
    await receiver.join(topic);
    sender.broadcast(ref, topic, 'tÿpe', json({ text: 'ça 😀' }), { meta: '{"persist":true}' });
    const frame = await receiver.binary();
    expect(frame).toMatchObject({ topic, event: 'tÿpe', meta: '', encoding: 1 });
    expect(JSON.parse(frame.payload.toString())).toEqual({ text: 'ça 😀' });
    await sender.fence();
    expect(sender.binaries()).toEqual([]);
    expect(sender.texts('phx_reply')).toHaveLength(2);
  });

  test('raw bytes arrive as they were', async () => {
    const topic = fullTopic(fixture.topic());
    const socket = await fixture.socket();
    const { ref } = await socket.join(topic, { config: { broadcast: { self: true } } });
    const bytes = Buffer.from([0, 255, 1, 128, 3]);
    socket.broadcast(ref, topic, 'bytes', bytes, { encoding: 0 });
    const frame = await socket.binary();
    expect(frame.encoding).toBe(0);
    expect(frame.payload.equals(bytes)).toBe(true);
  });

  test('self and ack do what they say', async () => {
    const topic = fullTopic(fixture.topic());
    const socket = await fixture.socket();
    const { ref } = await socket.join(topic, { config: { broadcast: { self: true, ack: true } } });
    const sent = socket.broadcast(ref, topic, 'e', json({}));
    expect(await socket.reply(sent)).toEqual({ status: 'ok', response: {} });
    await socket.fence();
    expect(socket.binaries()).toHaveLength(1);
  });

  test('a text frame is passed on verbatim', async () => {
    const topic = fullTopic(fixture.topic());
    const [sender, receiver] = [await fixture.socket(), await fixture.socket()];
    const { ref } = await sender.join(topic);
    await receiver.join(topic);
    const payload = { type: 'broadcast', event: 'e', payload: { a: 1 }, extra: true };
    sender.send(ref, '9', topic, 'broadcast', payload);
    const frame = await receiver.text((text) => text[3] === 'broadcast');
    expect(frame).toEqual([null, null, topic, 'broadcast', payload]);
  });

  test('1,000 messages keep their order', async () => {
    const topic = fullTopic(fixture.topic());
    const [sender, receiver] = [await fixture.socket(), await fixture.socket()];
    const { ref } = await sender.join(topic);
    await receiver.join(topic);
    for (let n = 0; n < 1000; n += 1) sender.broadcast(ref, topic, String(n), json({}));
    await receiver.binary((frame) => frame.event === '999');
    expect(receiver.binaries().map((frame) => Number(frame.event))).toEqual(
      Array.from({ length: 1000 }, (_, n) => n),
    );
  });

  test('private and public channels of one name never hear each other', async () => {
    const topic = fixture.topic();
    await fixture.allow(anna, topic, ['broadcast', 'read'], ['broadcast', 'write']);
    const [secret, open] = [await fixture.socket(), await fixture.socket()];
    const joined = await secret.join(fullTopic(topic), privateJoin(anna.token));
    const { ref } = await open.join(fullTopic(topic));
    secret.broadcast(joined.ref, fullTopic(topic), 'secret', json({}));
    open.broadcast(ref, fullTopic(topic), 'open', json({}));
    await secret.fence();
    await open.fence();
    await secret.fence();
    expect([...secret.binaries(), ...open.binaries()]).toEqual([]);
  });
});

describe('private channels', () => {
  test('without a policy that allows it the join is refused with the exact reason', async () => {
    const topic = fixture.topic();
    const reason = `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`;
    const socket = await fixture.socket();
    expect((await socket.join(fullTopic(topic), privateJoin(anna.token))).reply).toEqual({
      status: 'error',
      response: { reason },
    });
    // Judged as the key of the connection: anon.
    await fixture.allow(anna, topic, ['broadcast', 'read']);
    expect((await socket.join(fullTopic(topic), privateJoin(null))).reply.response).toEqual({
      reason,
    });
    expect(
      (await socket.join(fullTopic(topic), privateJoin('sb_publishable_x'))).reply.response,
    ).toEqual({ reason });
    const nobody = fixture.sign(anna, { role: 'no_such_role' });
    expect((await socket.join(fullTopic(topic), privateJoin(nobody))).reply.response).toEqual({
      reason,
    });
    await socket.fence();
    expect(socket.texts('phx_close')).toEqual([]);
    expect((await socket.join(fullTopic(topic), privateJoin(anna.token))).reply.status).toBe('ok');
  });

  test('a bad token is refused with its own reason', async () => {
    const socket = await fixture.socket();
    const past = Math.floor(Date.now() / 1000) - 10;
    const reason = async (token: string) => {
      const { reply } = await socket.join(fullTopic(fixture.topic()), privateJoin(token));
      return (reply.response as { reason: string }).reason;
    };
    expect(await reason(fixture.sign(anna, { exp: past }))).toMatch(
      /^InvalidJWTToken: Token has expired 1\d seconds ago$/,
    );
    expect(await reason('potato')).toBe('MalformedJWT: The token provided is not a valid JWT');
    expect(await reason(fixture.sign(anna, { role: undefined }))).toBe(
      'InvalidJWTToken: Fields `role` and `exp` are required in JWT',
    );
    expect(await reason(fixture.sign(anna, {}, 'another secret'))).toBe(
      'JwtSignatureError: Failed to validate JWT signature',
    );
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${
      fixture.sign(anna).split('.')[1] ?? ''
    }.x`;
    expect(await reason(unsigned)).toBe('JwtSignatureError: Failed to validate JWT signature');
  });

  test('who may only read is dropped in silence when writing, and still receives', async () => {
    const topic = fixture.topic();
    await fixture.allow(anna, topic, ['broadcast', 'read']);
    await fixture.allow(ben, topic, ['broadcast', 'read'], ['broadcast', 'write']);
    const [reader, writer] = [await fixture.socket(), await fixture.socket()];
    const config = { broadcast: { ack: true } };
    const joined = await reader.join(fullTopic(topic), privateJoin(anna.token, config));
    const { ref } = await writer.join(fullTopic(topic), privateJoin(ben.token, config));
    const denied = reader.broadcast(joined.ref, fullTopic(topic), 'denied', json({}));
    await reader.fence();
    expect(reader.texts('phx_reply').map((frame) => frame[1])).not.toContain(denied);
    const sent = writer.broadcast(ref, fullTopic(topic), 'allowed', json({}));
    expect((await writer.reply(sent)).status).toBe('ok');
    await reader.binary((frame) => frame.event === 'allowed');
    expect(writer.binaries()).toEqual([]);
  });

  test('probes leave no rows', async () => {
    const topic = fixture.topic();
    await fixture.allow(anna, topic, ['broadcast', 'read'], ['broadcast', 'write']);
    const socket = await fixture.socket();
    const { ref } = await socket.join(fullTopic(topic), privateJoin(anna.token));
    socket.broadcast(ref, fullTopic(topic), 'e', json({}));
    await socket.fence();
    const rows = await fixture.sql`select from realtime.messages where topic = ${topic}`;
    expect(rows).toHaveLength(0);
  });
});

describe('REST', () => {
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
  const message = (topic: string, extra: object = {}) => ({
    topic,
    event: 'e',
    payload: { a: 1 },
    ...extra,
  });

  test('a batch reaches the subscribers as text; a given id is the only metadata', async () => {
    const topic = fixture.topic();
    const socket = await fixture.socket();
    await socket.join(fullTopic(topic));
    const response = await post(
      '?vsn=2.0.0',
      fixture.facts.publishableKey,
      JSON.stringify({ messages: [message(topic), message(topic, { id: 'x', event: 'f' })] }),
    );
    expect([response.status, await response.text()]).toEqual([202, '']);
    const first = await socket.text((text) => text[3] === 'broadcast');
    expect(first[4]).toEqual({ type: 'broadcast', event: 'e', payload: { a: 1 } });
    const second = await socket.text((text) => text[4]['event'] === 'f');
    expect(second[4]['meta']).toEqual({ id: 'x' });
  });

  test('private messages without permission are skipped and still answered with 202', async () => {
    const [mine, foreign] = [fixture.topic(), fixture.topic()];
    await fixture.allow(anna, mine, ['broadcast', 'read'], ['broadcast', 'write']);
    await fixture.allow(anna, foreign, ['broadcast', 'read']);
    const socket = await fixture.socket();
    await socket.join(fullTopic(mine), privateJoin(anna.token));
    await socket.join(fullTopic(foreign), privateJoin(anna.token));
    const messages = [message(foreign, { private: true }), message(mine, { private: true })];
    const response = await post('', anna.token, JSON.stringify({ messages }));
    expect(response.status).toBe(202);
    await socket.text((text) => text[3] === 'broadcast' && text[2] === fullTopic(mine));
    expect(socket.texts('broadcast')).toHaveLength(1);
  });

  test('one bad message rejects the batch, by position', async () => {
    const messages = [message(fixture.topic()), { topic: 'x', event: 'e' }];
    const response = await post('', anna.token, JSON.stringify({ messages }));
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      errors: { messages: [{}, { payload: ["can't be blank"] }] },
    });
  });

  test('without a good token: 401', async () => {
    const response = await post('', 'nonsense', '{"messages":[]}');
    expect([response.status, await response.json()]).toEqual([401, { message: 'Unauthorized' }]);
  });

  test('a single message: binary out, 403 when denied, 415 for text', async () => {
    const topic = fixture.topic();
    await fixture.allow(anna, topic, ['broadcast', 'read'], ['broadcast', 'write']);
    const socket = await fixture.socket();
    await socket.join(fullTopic(topic), privateJoin(anna.token));
    const path = (event: string) =>
      `/${encodeURIComponent(topic)}/events/${encodeURIComponent(event)}?private=true`;
    expect((await post(path('a/b'), anna.token, '{"b":2}')).status).toBe(202);
    const frame = await socket.binary();
    expect(frame).toMatchObject({ event: 'a/b', meta: '', encoding: 1 });
    expect(JSON.parse(frame.payload.toString())).toEqual({ b: 2 });
    const bytes = await post(
      path('raw'),
      anna.token,
      Buffer.from([1, 0]),
      'application/octet-stream',
    );
    expect(bytes.status).toBe(202);
    expect((await socket.binary((raw) => raw.event === 'raw')).encoding).toBe(0);
    const denied = await post(path('e'), ben.token, '{}');
    expect([denied.status, await denied.json()]).toEqual([403, { message: 'Unauthorized' }]);
    expect((await post(path('e'), anna.token, 'x', 'text/plain')).status).toBe(415);
  });
});
