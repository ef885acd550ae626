import { beforeAll, describe, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  privateJoin,
  type Fixture,
  type Person,
} from './support/fixture.ts';
import type { RawSocket } from './support/raw-socket.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

const json = Buffer.from('{}');

async function joined(extra: Record<string, unknown> = {}) {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read'], ['broadcast', 'write']);
  const socket = await fixture.socket();
  const { ref } = await socket.join(fullTopic(topic), privateJoin(person.token, extra));
  const refresh = (token: unknown) =>
    socket.send(ref, socket.nextRef(), fullTopic(topic), 'access_token', { access_token: token });
  return { topic, socket, ref, refresh };
}

/** Waits for the channel's end and returns the message that explains it. */
async function explained(socket: RawSocket, joinRef: string): Promise<unknown> {
  await socket.text((frame) => frame[3] === 'phx_close' && frame[1] === joinRef);
  const [system] = socket.texts('system');
  expect(system?.[4]).toMatchObject({ extension: 'system', status: 'error' });
  return system?.[4]['message'];
}

describe('refresh', () => {
  test('the same token, null, an opaque key or a missing one change nothing', async () => {
    const { topic, socket, ref, refresh } = await joined();
    await fixture.forbid(person, topic);
    for (const token of [person.token, null, 'sb_publishable_x', 7, undefined]) refresh(token);
    await socket.fence();
    expect(socket.texts('system')).toEqual([]);
    socket.broadcast(ref, fullTopic(topic), 'e', json);
    await socket.fence();
  });

  test('a new token is not answered; access is asked again', async () => {
    const { topic, socket, refresh } = await joined();
    const before = socket.received.length;
    refresh(fixture.sign(person, { fresh: 1 }));
    await socket.fence();
    expect(socket.received).toHaveLength(before + 1);
    await fixture.send(topic, {});
    await socket.binary();
  });

  test('removal takes effect at the next refresh, not before; other channels live', async () => {
    const { topic, socket, ref, refresh } = await joined();
    const other = await socket.join(fullTopic(fixture.topic()));
    await fixture.forbid(person, topic);
    await fixture.send(topic, { still: true });
    await socket.binary();
    refresh(fixture.sign(person, { fresh: 2 }));
    expect(await explained(socket, ref)).toBe(
      `You do not have permissions to read from this Channel topic: ${topic}`,
    );
    await socket.fence();
    expect(socket.texts('phx_close').map((frame) => frame[1])).not.toContain(other.ref);
    await fixture.send(topic, { after: true });
    await socket.fence();
    expect(socket.binaries()).toHaveLength(1);
  });

  test('losing one of two reads says so', async () => {
    const { topic, socket, refresh } = await joined();
    await fixture.allow(person, topic, ['presence', 'read']);
    const again = await socket.join(
      fullTopic(topic),
      privateJoin(person.token, { presence: { enabled: true } }),
    );
    await fixture.forbid(person, topic, 'presence');
    refresh(null);
    socket.send(again.ref, null, fullTopic(topic), 'access_token', {
      access_token: fixture.sign(person, { fresh: 3 }),
    });
    await socket.text((frame) => frame[3] === 'phx_close' && frame[1] === again.ref);
    expect(socket.texts('system')[0]?.[4]['message']).toBe(
      `You no longer have permission to read from this Channel topic: ${topic}`,
    );
  });

  test('the right to write is asked once and again with a new token', async () => {
    const { topic, socket, ref, refresh } = await joined({ broadcast: { ack: true } });
    const send = () => socket.broadcast(ref, fullTopic(topic), 'e', json);
    expect((await socket.reply(send())).status).toBe('ok');
    await fixture.forbid(person, topic, 'broadcast', 'write');
    expect((await socket.reply(send())).status).toBe('ok');
    refresh(fixture.sign(person, { fresh: 4 }));
    const denied = send();
    await socket.fence();
    expect(socket.texts('phx_reply').map((frame) => frame[1])).not.toContain(denied);
  });

  test.each([
    ['an empty one', () => '', 'The token provided is not a valid JWT'],
    [
      'an expired one',
      () => fixture.sign(person, { exp: Math.floor(Date.now() / 1000) - 100 }),
      /^Token has expired 10\d seconds ago$/,
    ],
    [
      'one without role',
      () => fixture.sign(person, { role: undefined }),
      'Fields `role` and `exp` are required in JWT',
    ],
    ['a forged one', () => fixture.sign(person, {}, 'another secret'), ':signature_error'],
  ])('%s closes the channel with its reason', async (_name, token, message) => {
    const { socket, ref, refresh } = await joined();
    refresh(token());
    expect(await explained(socket, ref)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
    await socket.fence();
  });
});

describe('expiry', () => {
  test.each([true, false])('private %s: the channel ends with its token', async (isPrivate) => {
    const topic = fixture.topic();
    await fixture.allow(person, topic, ['broadcast', 'read']);
    const socket = await fixture.socket();
    const token = fixture.sign(person, { exp: Math.floor(Date.now() / 1000) + 2 });
    const { ref } = await socket.join(fullTopic(topic), {
      config: { private: isPrivate },
      access_token: token,
    });
    expect(await explained(socket, ref)).toMatch(/^Token has expired \d seconds ago$/);
    await socket.fence();
  });

  test('a refresh in time keeps it', async () => {
    const topic = fixture.topic();
    await fixture.allow(person, topic, ['broadcast', 'read']);
    const socket = await fixture.socket();
    const now = Math.floor(Date.now() / 1000);
    const short = (exp: number) => fixture.sign(person, { exp });
    const kept = await socket.join(fullTopic(topic), privateJoin(short(now + 2)));
    const ends = await socket.join(fullTopic(fixture.topic()), { access_token: short(now + 2) });
    socket.send(kept.ref, null, fullTopic(topic), 'access_token', {
      access_token: short(now + 600),
    });
    await socket.text((frame) => frame[3] === 'phx_close' && frame[1] === ends.ref);
    await fixture.send(topic, {});
    await socket.binary();
  });
});
