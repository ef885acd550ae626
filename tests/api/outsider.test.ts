import { randomUUID } from 'node:crypto';
import type { RealtimeChannel } from '@supabase/supabase-js';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import type { ChatClient } from '../../src/backend/client.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, createVisitor, eventually, signIn, type Person } from '../support/people.ts';
import { apiFunctions, apiRelations } from './catalog.ts';
import { enter, listen } from './listening.ts';
import { refusalOf, rest, type Answer } from './rest.ts';
import { say } from './say.ts';

const facts = inject('stack');
const sql = useDatabase();
const SECRET = 'words for two';

let student: Person;
let mentor: Person;
let outsider: Person;
let sessionId: string;
/** Every id that belongs to the two. */
let theirs: string[];

beforeAll(async () => {
  [student, mentor, outsider] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
    createPerson(facts, { fullName: 'Somebody Else' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
  for (const person of [student, mentor]) {
    await person.backend.claimConnection('Device', false);
    await person.backend.heartbeat('online', sessionId);
  }
  const messages = [
    await say(student, sessionId, `${SECRET}, first`),
    await say(mentor, sessionId, `${SECRET}, second`),
  ];
  await mentor.backend.markRead(sessionId, 2);
  await student.backend.markDelivered(sessionId, 2);
  theirs = [
    student.id,
    mentor.id,
    sessionId,
    student.authSessionId,
    mentor.authSessionId,
    ...messages.map((message) => message.id),
  ];
});

const readers = () => [
  { who: 'a third person', token: outsider.accessToken },
  { who: 'a visitor', token: null },
];

describe('tables and views', () => {
  /** Meant for everybody who is signed in; whoever adds one here says so aloud. */
  const OPEN = new Set(['app_settings', 'products', 'profiles']);

  /** Nothing was learned: refused, or an empty answer that counts nothing. */
  function expectNothing(answer: Answer, what: string): void {
    if (answer.status === 401 || answer.status === 403) {
      expect(answer.text, what).not.toContain(SECRET);
      return;
    }
    expect(answer.status, what).toBe(200);
    expect(answer.count, what).toBe(0);
    expect(['', '[]'], what).toContain(answer.text);
  }

  test('show no row and no count of the two’s to anybody else', async () => {
    const relations = (await apiRelations(sql())).filter(({ name }) => !OPEN.has(name));
    expect(relations.length).toBeGreaterThan(0);
    const exact = { headers: { prefer: 'count=exact' } };
    for (const { name, idColumns } of relations) {
      let seenByThem = 0;
      const asked = idColumns.map(async (column) => {
        const path = `${name}?select=${column}&${column}=in.(${theirs.join(',')})`;
        const own = await rest(facts, student.accessToken, path, exact);
        seenByThem += own.count ?? 0;
        for (const { who, token } of readers()) {
          const what = `${who}: ${path}`;
          expectNothing(await rest(facts, token, path, exact), what);
          expectNothing(await rest(facts, token, path, { method: 'HEAD', ...exact }), what);
        }
      });
      await Promise.all(asked);
      expect(seenByThem, `${name} holds something of the two`).toBeGreaterThan(0);
      for (const { who, token } of readers()) {
        const everything = await rest(facts, token, `${name}?select=*`);
        for (const id of [SECRET, sessionId]) {
          expect(everything.text, `${who}: ${name}`).not.toContain(id);
        }
      }
    }
  });

  test('nothing at all is open to visitors', async () => {
    for (const { name } of await apiRelations(sql())) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await rest(facts, null, `${name}?select=*`, {
          method,
          headers: { prefer: 'count=exact' },
        });
        expect(answer.status, `${method} ${name}`).toBe(401);
        expect(answer.count, name).toBeNull();
      }
    }
  });
});

describe('functions', () => {
  interface Call {
    args: (sessionId: string) => Record<string, unknown>;
    /** `notFound`: as if the session did not exist. `own`: answers about the caller only. */
    answer: 'notFound' | 'own' | 'invalid';
  }
  const ofSession = (more: Record<string, unknown> = {}): Call => ({
    args: (id) => ({ p_session_id: id, ...more }),
    answer: 'notFound',
  });
  /** How each function is tried; one that is missing here fails the test. */
  const CALLS: Record<string, Call> = {
    claim_connection: { args: () => ({ p_device: 'Device' }), answer: 'own' },
    get_messages: ofSession(),
    get_session: ofSession(),
    heartbeat: { args: (id) => ({ p_status: 'busy', p_session_id: id }), answer: 'own' },
    list_sessions: { args: () => ({}), answer: 'own' },
    mark_delivered: ofSession({ p_seq: 1 }),
    mark_read: ofSession({ p_seq: 1 }),
    open_conversation: {
      args: () => ({ p_kind: 'support', p_peer_id: student.id }),
      answer: 'invalid',
    },
    release_connection: { args: () => ({}), answer: 'own' },
    sync_session: ofSession({ p_since_rev: 0 }),
    unread_count: { args: () => ({}), answer: 'own' },
  };
  const STATUS = { notFound: 404, invalid: 422 } as const;

  const call = (token: string | null, name: string, id: string): Promise<Answer> =>
    rest(facts, token, `rpc/${name}`, { body: CALLS[name]?.args(id) ?? {} });

  /** Everything of the two that a function could have changed. */
  const footprint = () => sql()`
    select s.last_seq, s.last_rev, s.updated_at,
      (select jsonb_agg(st order by st.user_id) from public.participant_state st where st.session_id = s.id) as states,
      (select jsonb_agg(r order by r.user_id) from public.receipts r where r.session_id = s.id) as receipts,
      (select jsonb_agg(p order by p.user_id) from public.participants p where p.session_id = s.id) as participants,
      (select jsonb_agg(c order by c.user_id) from public.realtime_connections c
        where c.user_id in (${student.id}, ${mentor.id})) as connections
    from public.sessions s where s.id = ${sessionId}`;

  test('each is known here', async () => {
    expect(await apiFunctions(sql())).toEqual(Object.keys(CALLS).sort());
  });

  test('a third person gets nothing out of any, and changes nothing', async () => {
    const before = await footprint();
    for (const [name, { answer }] of Object.entries(CALLS)) {
      const got = await call(outsider.accessToken, name, sessionId);
      for (const id of [SECRET, student.id, mentor.id]) expect(got.text, name).not.toContain(id);
      if (answer === 'own') {
        expect(got.status, `${name}: ${got.text}`).toBeLessThan(300);
        expect(got.text, name).not.toContain(sessionId);
        continue;
      }
      expect(got.status, `${name}: ${got.text}`).toBe(STATUS[answer]);
      if (answer === 'notFound') {
        const missing = await call(outsider.accessToken, name, randomUUID());
        expect(refusalOf(got), name).toEqual(refusalOf(missing));
        expect(got.text, name).toBe(missing.text);
      }
    }
    expect(await footprint()).toEqual(before);
    expect((await call(outsider.accessToken, 'unread_count', sessionId)).body).toBe(0);
    const [presence] = await sql()`
      select session_id from public.user_presence where user_id = ${outsider.id}`;
    expect(presence).toEqual({ session_id: null });
  });

  test('a visitor may call none', async () => {
    for (const name of Object.keys(CALLS)) {
      const got = await call(null, name, sessionId);
      expect(refusalOf(got), name).toMatchObject({ status: 401, code: '42501' });
      expect(got.text, name).not.toContain(SECRET);
    }
  });

  test('an id that is taken says so, and no more', async () => {
    const { body, status, text } = await rest(
      facts,
      outsider.accessToken,
      'rpc/open_conversation',
      { body: { p_kind: 'support', p_id: sessionId } },
    );
    expect(status).toBe(409);
    expect(body).toMatchObject({ message: 'Another conversation already has this id.' });
    expect(text).not.toContain(SECRET);
  });
});

describe('topics', () => {
  interface Ear {
    channel: RealtimeChannel;
    statuses: string[];
    reasons: string[];
    heard: unknown[];
  }

  /** Joins a topic and writes down everything that comes. */
  async function tryToHear(client: ChatClient, topic: string, isPrivate: boolean): Promise<Ear> {
    const channel = client.channel(topic, { config: { private: isPrivate } });
    const ear: Ear = { channel, statuses: [], reasons: [], heard: [] };
    channel.on('broadcast', { event: '*' }, (message: unknown) => ear.heard.push(message));
    channel.on('presence', { event: 'sync' }, () => {
      const present = Object.keys(channel.presenceState());
      if (present.length > 0) ear.heard.push(present);
    });
    await client.realtime.setAuth();
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
    await Promise.all(clients.map((client) => client.removeAllChannels()));
    const publicly = await Promise.all(
      clients.flatMap((client) => topics().map((topic) => tryToHear(client, topic, false))),
    );
    for (const ear of publicly) expect(ear.statuses[0]).toBe('SUBSCRIBED');

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
      [third.client, visitor, mentor.client].flatMap((client) =>
        topics()
          .filter((topic) => !client.getChannels().some((open) => open.subTopic === topic))
          .map((topic) => tryToHear(client, topic, false)),
      ),
    );
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
