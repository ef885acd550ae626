import type { RealtimeChannel } from '@supabase/supabase-js';
import { describe, expect, test } from 'vitest';
import { liveOf, type ChatClient } from '../../src/backend/client.ts';
import { createVisitor, eventually, signIn } from '../support/people.ts';
import { enter, listen } from './listening.ts';
import { say } from './say.ts';
import { facts, mentor, outsider, SECRET, sessionId, student } from './stage.ts';

describe('topics', () => {
  interface Ear {
    channel: RealtimeChannel;
    statuses: string[];
    reasons: string[];
    heard: unknown[];
  }

  /** Joins a topic and writes down everything that comes. */
  async function tryToHear(client: ChatClient, topic: string, isPrivate: boolean): Promise<Ear> {
    const live = await liveOf(client);
    const channel = live.channel(topic, { config: { private: isPrivate } });
    const ear: Ear = { channel, statuses: [], reasons: [], heard: [] };
    channel.on('broadcast', { event: '*' }, (message: unknown) => ear.heard.push(message));
    channel.on('presence', { event: 'sync' }, () => {
      const present = Object.keys(channel.presenceState());
      if (present.length > 0) ear.heard.push(present);
    });
    await live.setAuth();
    channel.subscribe((status, error) => {
      ear.statuses.push(status);
      if (error !== undefined) ear.reasons.push(error.message);
    });
    await eventually(() => expect(ear.statuses.length).toBeGreaterThan(0));
    return ear;
  }

  const topics = () => [`user:${student.id}`, `user:${mentor.id}`, `session:${sessionId}`];

  const broadcast = (token: string | null, messages: readonly object[]): Promise<Response> =>
    fetch(`${facts.apiUrl}/realtime/v1/api/broadcast`, {
      method: 'POST',
      headers: {
        apikey: facts.publishableKey,
        authorization: `Bearer ${token ?? facts.publishableKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ messages }),
    });

  test('nobody else may join them, and public ones of the same name stay silent', async () => {
    const third = await signIn(facts, outsider);
    await third.backend.claimConnection('Device', true);
    const clients = [third.client, createVisitor(facts)];
    const refused = await Promise.all(
      clients.flatMap((client) => topics().map((topic) => tryToHear(client, topic, true))),
    );
    for (const ear of refused) {
      expect(ear.statuses[0]).toBe('CHANNEL_ERROR');
      expect(ear.reasons[0]).toMatch(/^Unauthorized/);
    }
    // One channel per topic and client: the refused ones make room for the public ones.
    await Promise.all(clients.map(async (client) => (await liveOf(client)).removeAllChannels()));
    const publicly = await Promise.all(
      clients.flatMap((client) => topics().map((topic) => tryToHear(client, topic, false))),
    );
    for (const ear of publicly) expect(ear.statuses[0]).toBe('SUBSCRIBED');

    await mentor.backend.claimConnection('Device', false);
    const atStudent = await listen(student);
    const [inRoom, ofMentor] = await Promise.all([
      enter(student, sessionId),
      enter(mentor, sessionId),
    ]);
    ofMentor.sendTyping(true);
    await say(mentor, sessionId, `${SECRET}, live`);
    await mentor.backend.heartbeat('away', sessionId);
    await eventually(() => {
      expect(atStudent.heard('message')).toHaveLength(1);
      expect(atStudent.heard('presence').map((event) => event.status)).toContain('away');
      expect(inRoom.typing).toEqual([[mentor.id, true]]);
    });
    // Public topics carry what is said on public topics: the proof that these could have heard.
    const fence = (topic: string) => ({ topic, event: 'fence', payload: {}, private: false });
    expect((await broadcast(outsider.accessToken, topics().map(fence))).status).toBe(202);
    await eventually(() => {
      for (const ear of publicly) expect(ear.heard).toMatchObject([{ event: 'fence' }]);
    });
    for (const ear of refused) expect(ear.heard).toEqual([]);
    atStudent.stop();
    inRoom.stop();
    ofMentor.stop();
  });

  test('forged events arrive nowhere, whoever sends them and however', async () => {
    const [atStudent, atMentor] = await Promise.all([listen(student), listen(mentor)]);
    const [inRoom, ofMentor] = await Promise.all([
      enter(student, sessionId),
      enter(mentor, sessionId),
    ]);
    const secondDevice = await signIn(facts, student);
    await secondDevice.backend.claimConnection('Second', true);
    const third = await signIn(facts, outsider);
    const visitor = createVisitor(facts);

    const forged: Record<string, object> = {
      receipt: { session_id: sessionId, user_id: student.id, delivered_seq: 99, read_seq: 99 },
      presence: { user_id: mentor.id, status: 'busy', last_seen: new Date().toISOString() },
      session: { session: { id: sessionId }, removed: true },
      connection_revoked: { auth_session_id: student.authSessionId },
      typing: { user_id: mentor.id, typing: true },
    };
    const events = Object.entries(forged);

    // By WebSocket: a person on their own topic, a third one and a visitor on public namesakes.
    const own = await tryToHear(secondDevice.client, `user:${student.id}`, true);
    expect(own.statuses[0]).toBe('SUBSCRIBED');
    const namesakes = await Promise.all(
      [third.client, visitor, mentor.client].map(async (client) => {
        const open = (await liveOf(client)).getChannels();
        const free = topics().filter((topic) => !open.some(({ subTopic }) => subTopic === topic));
        return Promise.all(free.map((topic) => tryToHear(client, topic, false)));
      }),
    ).then((ears) => ears.flat());
    for (const { channel } of [own, ...namesakes]) {
      for (const [event, payload] of events) {
        await channel.send({ type: 'broadcast', event, payload });
      }
    }
    // By REST: a third person and a visitor on every topic, the two themselves on user topics.
    const batchOf = (names: readonly string[], isPrivate: boolean) =>
      names.flatMap((topic) =>
        events.map(([event, payload]) => ({ topic, event, payload, private: isPrivate })),
      );
    const userTopics = topics().slice(0, 2);
    for (const token of [outsider.accessToken, null]) {
      for (const isPrivate of [true, false]) {
        expect((await broadcast(token, batchOf(topics(), isPrivate))).status).toBe(202);
      }
    }
    for (const { accessToken } of [student, mentor]) {
      expect((await broadcast(accessToken, batchOf(userTopics, true))).status).toBe(202);
    }

    // What is real comes through, and nothing came before it.
    ofMentor.sendTyping(false);
    await say(mentor, sessionId, 'the only true one');
    await eventually(() => {
      expect(atStudent.heard('message')).toHaveLength(1);
      expect(atMentor.heard('message')).toHaveLength(1);
      expect(inRoom.typing.length).toBeGreaterThan(0);
      expect(own.heard.length).toBeGreaterThan(0);
    });
    for (const { events: heard } of [atStudent, atMentor]) {
      for (const event of heard) {
        if (event.type === 'presence') expect(event.status).not.toBe('busy');
        else expect(event.type).toBe('message');
      }
    }
    expect(own.heard).toMatchObject([{ event: 'message' }]);
    expect(inRoom.typing).toEqual([[mentor.id, false]]);
    expect(ofMentor.typing).toEqual([]);
  });
});
