import { beforeAll, expect, test } from 'vitest';
import { fixtureForFile, fullTopic, json, type Fixture } from '../support/fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await fixtureForFile();
});

test('23 a second join replaces the first: new reply, then the old one closes; one copy each', async () => {
  const [socket, other] = [await fixture.socket(), await fixture.socket()];
  const topic = fullTopic(fixture.topic());
  const first = await socket.join(topic);
  const second = await socket.join(topic);
  await socket.fence();
  expect(
    socket.received.slice(0, 3).map((item) => 'text' in item && item.text.slice(0, 4)),
  ).toEqual([
    [first.ref, first.ref, topic, 'phx_reply'],
    [second.ref, second.ref, topic, 'phx_reply'],
    [first.ref, first.ref, topic, 'phx_close'],
  ]);
  const { ref } = await other.join(topic);
  other.broadcast(ref, topic, 'once', json({}));
  other.broadcast(ref, topic, 'twice', json({}));
  await socket.binary((frame) => frame.event === 'twice');
  expect(socket.binaries().map((frame) => frame.event)).toEqual(['once', 'twice']);
});

test('23 a refused second join ends the first all the same', async () => {
  const socket = await fixture.socket();
  const topic = fullTopic(fixture.topic());
  const { ref } = await socket.join(topic);
  const { reply } = await socket.join(topic, { access_token: 'potato' });
  expect(reply.status).toBe('error');
  await socket.text((frame) => frame[3] === 'phx_close' && frame[1] === ref);
  const sent = socket.broadcast(ref, topic, 'e', json({}));
  expect((await socket.reply(sent)).response).toEqual({ reason: 'unmatched topic' });
});

test('24 join, leave of the old, join in one go ends joined', async () => {
  const socket = await fixture.socket();
  const topic = fullTopic(fixture.topic());
  socket.send('91', '91', topic, 'phx_join', {});
  socket.send('91', '92', topic, 'phx_leave', {});
  socket.send('93', '93', topic, 'phx_join', { config: { broadcast: { self: true } } });
  socket.send('91', '94', topic, 'phx_leave', {});
  await socket.fence();
  socket.broadcast('93', topic, 'here', json({}));
  await socket.binary();
  expect(socket.texts('phx_reply').map((frame) => frame[1])).not.toContain('94');
});

test('25 leave answers, then closes; also without a join reference, and for a topic never joined', async () => {
  const socket = await fixture.socket();
  const topic = fullTopic(fixture.topic());
  socket.send(null, '5', topic, 'phx_leave', {});
  expect(await socket.reply('5')).toEqual({ status: 'ok', response: {} });
  for (const withRef of [true, false]) {
    const { ref } = await socket.join(topic);
    const leave = socket.nextRef();
    socket.send(withRef ? ref : null, leave, topic, 'phx_leave', {});
    expect(await socket.reply(leave)).toEqual({ status: 'ok', response: {} });
    const close = await socket.text((text) => text[3] === 'phx_close' && text[1] === ref);
    expect(close).toEqual([ref, ref, topic, 'phx_close', {}]);
  }
});

test('26 a message to a topic never joined is an unmatched topic', async () => {
  const socket = await fixture.socket();
  const topic = fullTopic(fixture.topic());
  socket.send('1', '7', topic, 'presence', {});
  const frame = await socket.text((text) => text[1] === '7');
  const unmatched = { status: 'error', response: { reason: 'unmatched topic' } };
  expect(frame).toEqual([null, '7', topic, 'phx_reply', unmatched]);
  const sent = socket.broadcast('1', topic, 'e', json({}));
  expect(await socket.reply(sent)).toEqual(unmatched);
});
