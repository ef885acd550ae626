import { afterAll, beforeAll, beforeEach, expect, vi } from 'vitest';
import { WebSocket } from 'ws';
import { faultsOf, type FaultClient } from '../../support/faults.ts';
import { startTestStack, type TestStack } from '../../support/stack.ts';
import { Fixture, fullTopic, json, type Person } from '../support/fixture.ts';
import { onlyOwnStack } from '../support/own-stack.ts';
import { Subscription } from '../support/subscription.ts';

// A stack is started here, and the client takes seconds between its attempts.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let stack: TestStack;
let fixture: Fixture;
let faults: FaultClient;
let person: Person;
beforeAll(async () => {
  stack = await startTestStack({ faults: true });
  fixture = await Fixture.prepare(stack.facts);
  faults = faultsOf(stack.facts.apiUrl);
  person = await fixture.person();
});
afterAll(async () => {
  await faults.clear();
  await fixture.dispose();
  await stack.stop();
});
beforeEach(() => faults.clear());

/** Two connections on one public topic. */
async function pair() {
  const topic = fullTopic(fixture.topic());
  const [sender, receiver] = [await fixture.socket(), await fixture.socket()];
  const { ref } = await sender.join(topic);
  const joined = await receiver.join(topic);
  const send = (event: string) => sender.broadcast(ref, topic, event, json({}));
  const events = () => receiver.binaries().map((frame) => frame.event);
  return { topic, sender, receiver, receiverRef: joined.ref, send, events };
}

onlyOwnStack('76 phx_close is the end, phx_error and 1012 lead to a rejoin', async () => {
  const client = fixture.client();
  const [ends, lives] = [fixture.topic(), fixture.topic()];
  const ended = await Subscription.to(client.channel(ends));
  const living = await Subscription.to(client.channel(lives));
  await faults.do({ kind: 'expire-token', topic: fullTopic(ends) });
  await ended.reaches('CLOSED');
  await faults.do({ kind: 'crash-channel', topic: fullTopic(lives) });
  await living.reaches('SUBSCRIBED', 2);
  await faults.do({ kind: 'kill-sockets', code: 1012 });
  await living.reaches('SUBSCRIBED', 3);
  expect(living.states).toEqual([
    'SUBSCRIBED',
    'CHANNEL_ERROR channel error: transport failure',
    'SUBSCRIBED',
    'CHANNEL_ERROR socket closed: 1012',
    'SUBSCRIBED',
  ]);
  expect(ended.states).toEqual(['SUBSCRIBED', 'CLOSED']);
});

onlyOwnStack('77 a refused join is told with its reason and tried again', async () => {
  const topic = fixture.topic();
  const channel = person.client.channel(topic, { config: { private: true } });
  const subscription = Subscription.start(channel);
  const refused = `CHANNEL_ERROR Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`;
  await subscription.reaches(refused, 2);
  await fixture.allow(person, topic, ['broadcast', 'read']);
  await subscription.reaches('SUBSCRIBED');
  expect(subscription.states.at(0)).toBe(refused);
});

onlyOwnStack('78 an unanswered heartbeat closes with 1000 and connects again', async () => {
  const closes: (number | undefined)[] = [];
  class Watched extends WebSocket {
    override close(code?: number, reason?: string): void {
      closes.push(code);
      super.close(code, reason);
    }
  }
  const beats: string[] = [];
  const client = fixture.client(stack.facts.publishableKey, {
    transport: Watched as never,
    heartbeatIntervalMs: 250,
    heartbeatCallback: (status) => beats.push(status),
  });
  const subscription = await Subscription.to(client.channel(fixture.topic()));
  await faults.add({ kind: 'ignore-heartbeats' });
  await subscription.reaches('CHANNEL_ERROR heartbeat timeout');
  await faults.clear();
  await subscription.reaches('SUBSCRIBED', 2);
  expect(beats).toContain('timeout');
  expect(closes[0]).toBe(1000);
});

onlyOwnStack('79 an upgrade is refused, once', async () => {
  await faults.add({ kind: 'refuse-upgrade', status: 502, times: 1 });
  await expect(fixture.socket()).rejects.toThrow('502');
  await (await fixture.socket()).fence();
  expect(await faults.list()).toEqual([]);
});

onlyOwnStack('79 a join waits, and what follows it on its topic; nothing else does', async () => {
  const topic = fullTopic(fixture.topic());
  await faults.add({ kind: 'delay-join', ms: 300, topic });
  const socket = await fixture.socket();
  socket.send('1', '1', topic, 'phx_join', {});
  socket.send('1', '2', topic, 'phx_leave', {});
  await socket.join(fullTopic(fixture.topic()));
  await socket.fence();
  expect(socket.texts('phx_reply').map((frame) => frame[2])).not.toContain(topic);
  expect((await socket.reply('2')).status).toBe('ok');
  await socket.text((frame) => frame[3] === 'phx_close' && frame[1] === '1');
});

onlyOwnStack('79 broadcasts are dropped, doubled and reordered', async () => {
  const { topic, receiver, send, events } = await pair();
  await faults.add({ kind: 'drop', topic, event: 'dropped', times: 1 });
  await faults.add({ kind: 'duplicate', topic, event: 'doubled' });
  await faults.add({ kind: 'reorder', topic, event: 'late' });
  for (const event of ['dropped', 'dropped', 'doubled', 'late', 'on time']) send(event);
  await receiver.binary((frame) => frame.event === 'late');
  expect(events()).toEqual(['dropped', 'doubled', 'doubled', 'on time', 'late']);
  send('late');
  send('doubled');
  send('late');
  await receiver.binary((frame) => frame.event === 'doubled');
  await faults.clear();
  await vi.waitFor(() => expect(events().slice(5)).toEqual(['doubled', 'late', 'late']));
});

onlyOwnStack('79 a broadcast is delayed, and overtaken', async () => {
  const { topic, receiver, send, events } = await pair();
  await faults.add({ kind: 'delay', ms: 200, topic, event: 'late', times: 1 });
  for (const event of ['late', 'on time']) send(event);
  await receiver.binary((frame) => frame.event === 'late');
  expect(events()).toEqual(['on time', 'late']);
});

onlyOwnStack('79 sockets are killed with 1006 and with 1012', async () => {
  for (const code of [1006, 1012] as const) {
    const socket = await fixture.socket();
    await faults.do({ kind: 'kill-sockets', code });
    expect(await socket.closed()).toBe(code);
  }
  await (await fixture.socket()).fence();
});

onlyOwnStack(
  '79 a half-open socket stays open and nothing gets through; new ones work',
  async () => {
    const { receiver, send, events, topic } = await pair();
    await faults.do({ kind: 'half-open' });
    send('lost');
    receiver.send(null, 'beat', 'phoenix', 'heartbeat', {});
    const [fresh, witness] = [await fixture.socket(), await fixture.socket()];
    const { ref } = await fresh.join(topic);
    await witness.join(topic);
    fresh.broadcast(ref, topic, 'heard by new ones', json({}));
    await witness.binary();
    expect([receiver.closeCode, events(), receiver.texts('phx_reply').length]).toEqual([
      null,
      [],
      1,
    ]);
  },
);

onlyOwnStack('79 the real client leaves a half-open socket by itself', async () => {
  const client = fixture.client(stack.facts.publishableKey, { heartbeatIntervalMs: 250 });
  const subscription = await Subscription.to(client.channel(fixture.topic()));
  await faults.do({ kind: 'half-open' });
  await subscription.reaches('SUBSCRIBED', 2);
  expect(subscription.states[1]).toBe('CHANNEL_ERROR heartbeat timeout');
});

onlyOwnStack('79 a token expires on one topic', async () => {
  const { receiver, receiverRef, topic } = await pair();
  await faults.do({ kind: 'expire-token', topic });
  const system = await receiver.explained(receiverRef);
  expect(system?.['message']).toMatch(/^Token has expired \d+ seconds ago$/);
  const { reply } = await receiver.join(topic);
  expect(reply.status).toBe('ok');
});

onlyOwnStack('79 heartbeats are ignored, a number of times', async () => {
  const socket = await fixture.socket();
  await faults.add({ kind: 'ignore-heartbeats', times: 1 });
  socket.send(null, 'ignored', 'phoenix', 'heartbeat', {});
  await socket.fence();
  expect(socket.texts('phx_reply').map((frame) => frame[1])).not.toContain('ignored');
});
