import { beforeAll, describe, expect, test } from 'vitest';
import { fixtureForFile, fullTopic, type Fixture, type Person } from './support/fixture.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

describe('connecting', () => {
  test.each([
    ['no key', '', '401 {"error":"API key is missing"}'],
    ['not a token', 'nonsense', '401 {"error":"The token provided is not a valid JWT"}'],
    ['a foreign key', 'sb_publishable_x', '401 {"message":"Invalid API key"}'],
  ])('%s is refused', async (_name, apikey, refusal) => {
    await expect(fixture.socket({ apikey })).rejects.toThrow(refusal);
  });

  test('an expired, a forged and a role-less token are refused, each with its reason', async () => {
    const past = Math.floor(Date.now() / 1000) - 10;
    const refusal = (apikey: string) =>
      fixture.socket({ apikey }).catch((error: unknown) => String(error));
    expect(await refusal(fixture.sign(person, { exp: past }))).toContain('Token has expired');
    expect(await refusal(fixture.sign(person, {}, 'another secret'))).toContain(
      'Failed to validate JWT signature',
    );
    expect(await refusal(fixture.sign(person, { role: undefined }))).toContain(
      'Fields `role` and `exp` are required in JWT',
    );
  });

  test('a publishable key, a secret key and a signed token connect', async () => {
    for (const apikey of [
      fixture.facts.publishableKey,
      fixture.facts.secretKey,
      fixture.sign(person),
    ])
      await (await fixture.socket({ apikey })).fence();
  });

  test('a heartbeat is answered with its own reference', async () => {
    const socket = await fixture.socket();
    socket.send(null, '42', 'phoenix', 'heartbeat', {});
    const frame = await socket.text((text) => text[1] === '42');
    expect(frame).toEqual([null, '42', 'phoenix', 'phx_reply', { status: 'ok', response: {} }]);
  });

  test('garbage is dropped and the connection lives', async () => {
    const socket = await fixture.socket();
    for (const junk of ['', '{', '[]', '["1","2"]', '{"topic":"x"}', 'null']) socket.sendRaw(junk);
    socket.sendRaw(Buffer.from([]));
    socket.sendRaw(Buffer.from([3, 255, 255, 255, 255, 255, 1]));
    socket.sendRaw(Buffer.from([9, 1, 2]));
    await socket.fence();
    expect(socket.received).toHaveLength(1);
  });
});

describe('joining and leaving', () => {
  test('a public join answers with an empty list and nothing else', async () => {
    const socket = await fixture.socket();
    const { reply } = await socket.join(fullTopic(fixture.topic()));
    expect(reply).toEqual({ status: 'ok', response: { postgres_changes: [] } });
    await socket.fence();
    expect(socket.received).toHaveLength(2);
  });

  test('the empty topic and topics outside realtime: are refused', async () => {
    const socket = await fixture.socket();
    expect((await socket.join('realtime:')).reply.response).toEqual({
      reason: 'TopicNameRequired: You must provide a topic name',
    });
    expect((await socket.join('foo:bar')).reply.response).toEqual({ reason: 'unmatched topic' });
  });

  test('a message to a topic never joined is an unmatched topic', async () => {
    const socket = await fixture.socket();
    socket.send('1', '7', fullTopic(fixture.topic()), 'presence', {});
    const [joinRef, , , , payload] = await socket.text((text) => text[1] === '7');
    expect(joinRef).toBeNull();
    expect(payload).toEqual({ status: 'error', response: { reason: 'unmatched topic' } });
  });

  test('malformed settings fall back to their defaults; "true" counts as true', async () => {
    const socket = await fixture.socket();
    const topic = fullTopic(fixture.topic());
    const { reply, ref } = await socket.join(topic, {
      version: 'x',
      config: { broadcast: { self: 'TRUE', ack: 7 }, presence: [], postgres_changes: 'no' },
    });
    expect(reply.status).toBe('ok');
    socket.broadcast(ref, topic, 'e', Buffer.from('{}'));
    await socket.binary();
  });

  test('postgres_changes are answered in order and refused in words', async () => {
    const socket = await fixture.socket();
    const change = { event: '*', schema: 'public', table: 'x' };
    const { reply } = await socket.join(fullTopic(fixture.topic()), {
      config: { postgres_changes: [change] },
    });
    expect(reply.response).toMatchObject({ postgres_changes: [change] });
    const system = await socket.text((text) => text[3] === 'system');
    expect(system[4]).toMatchObject({ extension: 'postgres_changes', status: 'error' });
  });

  test('a second join replaces the first: new reply, then the old one closes, one copy each', async () => {
    const socket = await fixture.socket();
    const topic = fullTopic(fixture.topic());
    const first = await socket.join(topic);
    const second = await socket.join(topic);
    await socket.fence();
    const events = socket.received.map((item) =>
      'text' in item ? [item.text[3], item.text[1]] : [],
    );
    expect(events.slice(0, 3)).toEqual([
      ['phx_reply', first.ref],
      ['phx_reply', second.ref],
      ['phx_close', first.ref],
    ]);
    const other = await fixture.socket();
    const { ref } = await other.join(topic);
    other.broadcast(ref, topic, 'once', Buffer.from('{}'));
    await socket.binary();
    await socket.fence();
    expect(socket.binaries()).toHaveLength(1);
  });

  test('leave answers, then closes; join, leave of the old, join in one go ends joined', async () => {
    const socket = await fixture.socket();
    const topic = fullTopic(fixture.topic());
    const { ref } = await socket.join(topic);
    socket.send(ref, '90', topic, 'phx_leave', {});
    expect(await socket.reply('90')).toEqual({ status: 'ok', response: {} });
    await socket.text((text) => text[3] === 'phx_close' && text[1] === ref);

    socket.send('91', '91', topic, 'phx_join', {});
    socket.send('91', '92', topic, 'phx_leave', {});
    socket.send('93', '93', topic, 'phx_join', { config: { broadcast: { self: true } } });
    socket.send('91', '94', topic, 'phx_leave', {});
    await socket.fence();
    socket.broadcast('93', topic, 'here', Buffer.from('{}'));
    await socket.binary((frame) => frame.event === 'here');
    expect(socket.texts('phx_reply').map((frame) => frame[1])).not.toContain('94');
  });

  test('leaving a topic never joined, and with no join reference, is fine', async () => {
    const socket = await fixture.socket();
    const topic = fullTopic(fixture.topic());
    socket.send(null, '5', topic, 'phx_leave', {});
    expect((await socket.reply('5')).status).toBe('ok');
    await socket.join(topic);
    socket.send(null, '6', topic, 'phx_leave', {});
    expect((await socket.reply('6')).status).toBe('ok');
  });

  test('the 101st channel is refused; leaving one makes room', async () => {
    const socket = await fixture.socket();
    const base = fullTopic(fixture.topic());
    for (let n = 0; n < 100; n += 1) await socket.join(`${base}:${n}`);
    expect((await socket.join(`${base}:more`)).reply.response).toEqual({
      reason: 'ChannelRateLimitReached: Too many channels',
    });
    socket.send(null, 'leave', `${base}:0`, 'phx_leave', {});
    expect((await socket.join(`${base}:more`)).reply.status).toBe('ok');
  });
});
