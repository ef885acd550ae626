import { beforeEach, expect, inject, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { deliveryState } from '../../src/core/selectors.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, eventually, signIn, type Device, type Person } from '../support/people.ts';
import { startRealEngine, type RealEngine } from '../support/real-engine.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { say, sayAll } from './say.ts';

const facts = inject('stack');
const sql = useDatabase();

let student: Person;
let mentor: Person;
let sessionId: string;

beforeEach(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
});

/** An engine that is live with the session on screen. */
async function startOpen(
  device: Device,
  options?: Parameters<typeof startRealEngine>[1],
): Promise<RealEngine> {
  const engine = startRealEngine(device, options);
  await engine.live();
  await engine.open(sessionId);
  return engine;
}

/** Somebody's sign-in whose every connection goes through a proxy. */
async function signInThroughProxy(person: Person): Promise<{ device: Device; proxy: TcpProxy }> {
  const proxy = await startTcpProxy(facts.apiUrl);
  onTestFinished(() => proxy.stop());
  return { device: await signIn({ ...facts, apiUrl: proxy.url }, person), proxy };
}

const texts = (engine: RealEngine) => engine.messages(sessionId).map((message) => message.content);
const seqs = (engine: RealEngine) => engine.messages(sessionId).map((message) => message.seq);
const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

test('what one types the other sees, in both directions, until both have read', async () => {
  const [atStudent, atMentor] = await Promise.all([startOpen(student), startOpen(mentor)]);
  expect(atStudent.actions.send(sessionId, 'Hello Theo')).toBeNull();
  await eventually(() => expect(texts(atMentor)).toEqual(['Hello Theo']));
  expect(atMentor.state().sessions[sessionId]?.unreadCount).toBe(1);
  expect(atMentor.actions.send(sessionId, 'Hello Nora')).toBeNull();
  await eventually(() => expect(texts(atStudent)).toEqual(['Hello Theo', 'Hello Nora']));
  await eventually(() => {
    expect(atStudent.state().outbox).toEqual([]);
    expect(atMentor.state().outbox).toEqual([]);
  });
  expect(atMentor.messages(sessionId)).toEqual(atStudent.messages(sessionId));

  atMentor.actions.see(sessionId, 2);
  atStudent.actions.see(sessionId, 2);
  await eventually(() => {
    for (const engine of [atStudent, atMentor]) {
      const session = engine.state().sessions[sessionId];
      expect(session).toMatchObject({ unreadCount: 0, lastReadSeq: 2 });
      expect(deliveryState(session?.peers ?? [], 2)).toBe('Read');
    }
  });
});

test('each sees the other online, here, and typing', async () => {
  const [atStudent, atMentor] = await Promise.all([startOpen(student), startOpen(mentor)]);
  await eventually(() => {
    for (const engine of [atStudent, atMentor]) {
      expect(engine.state().sessions[sessionId]?.peers[0]?.presence).toBe('online');
    }
  });
  await eventually(() => {
    expect(atStudent.state().here[sessionId]).toEqual([mentor.id]);
    expect(atMentor.state().here[sessionId]).toEqual([student.id]);
  });
  atStudent.actions.typing(sessionId, true);
  await eventually(() =>
    expect(Object.keys(atMentor.state().typing[sessionId] ?? {})).toEqual([student.id]),
  );
  atStudent.actions.typing(sessionId, false);
  await eventually(() => expect(atMentor.state().typing[sessionId] ?? {}).toEqual({}));
});

test('connections that are cut again and again lose and double nothing', async () => {
  const [nora, theo] = await Promise.all([signInThroughProxy(student), signInThroughProxy(mentor)]);
  const [atStudent, atMentor] = await Promise.all([startOpen(nora.device), startOpen(theo.device)]);
  const ROUNDS = 4;
  for (let round = 1; round <= ROUNDS; round += 1) {
    atStudent.actions.send(sessionId, `student ${round}`);
    nora.proxy.cut();
    atMentor.actions.send(sessionId, `mentor ${round}`);
    if (round % 2 === 0) theo.proxy.cut();
    atStudent.actions.send(sessionId, `student ${round} again`);
    await eventually(() => expect(atMentor.state().outbox).toEqual([]));
  }
  const total = ROUNDS * 3;
  await eventually(() => {
    expect(seqs(atStudent)).toEqual(upTo(total));
    expect(seqs(atMentor)).toEqual(upTo(total));
  });
  expect(atMentor.messages(sessionId)).toEqual(atStudent.messages(sessionId));
  expect(new Set(texts(atStudent)).size).toBe(total);
  const ofStudent = texts(atStudent).filter((text) => text?.startsWith('student'));
  expect(ofStudent).toEqual(
    upTo(ROUNDS).flatMap((round) => [`student ${round}`, `student ${round} again`]),
  );
  await Promise.all([atStudent.live(), atMentor.live()]);
});

test('a network that hangs silently is caught up with when it is back', async () => {
  const { device, proxy } = await signInThroughProxy(student);
  const [atStudent, atMentor] = await Promise.all([startOpen(device), startOpen(mentor)]);
  proxy.freeze();
  atStudent.actions.send(sessionId, 'said into the void');
  await sayAll(sql(), mentor, sessionId, ['one', 'two', 'three']);
  await eventually(() => expect(texts(atMentor)).toEqual(['one', 'two', 'three']));
  expect(texts(atStudent)).toEqual([]);
  proxy.thaw();
  const all = ['one', 'two', 'three', 'said into the void'];
  await eventually(() => {
    expect(texts(atStudent)).toEqual(all);
    expect(texts(atMentor)).toEqual(all);
  });
  expect(atStudent.state().outbox).toEqual([]);
});

test('five hundred missed messages come in pages of two hundred', async () => {
  const { device, proxy } = await signInThroughProxy(student);
  const asked: number[] = [];
  const backend: Backend = {
    ...device.backend,
    syncSession: (id, sinceRev, limit) => {
      asked.push(sinceRev);
      return device.backend.syncSession(id, sinceRev, limit);
    },
  };
  await say(mentor, sessionId, 'before');
  const atStudent = await startOpen(device, { backend });
  expect(seqs(atStudent)).toEqual([1]);
  proxy.freeze();
  asked.length = 0;
  const MISSED = 500;
  await importMessages(MISSED);
  proxy.thaw();
  await eventually(() => expect(seqs(atStudent)).toEqual(upTo(1 + MISSED)));
  const brokenOff = asked.indexOf(1);
  expect([...new Set(asked.slice(brokenOff))].slice(0, 3)).toEqual([1, 201, 401]);
  await atStudent.live();
  expect(atStudent.state().sessions[sessionId]).toMatchObject({
    lastSeq: 1 + MISSED,
    unreadCount: 1 + MISSED,
  });
});

/** Messages of the mentor that nobody is told about. */
async function importMessages(count: number): Promise<void> {
  await sql()`
    select private.import_messages(${sessionId}, jsonb_agg(jsonb_build_object(
      'sender_id', ${mentor.id}::text, 'content', 'missed ' || n, 'created_at', now()) order by n))
    from generate_series(1, ${count}::integer) n`;
}

test('what is committed between the first page and the joined channel is not missed', async () => {
  let openGate = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  const backend: Backend = {
    ...student.backend,
    joinUser: (userId, listener) => {
      let stopped = false;
      let stop = (): void => {
        stopped = true;
      };
      void gate.then(() => {
        if (!stopped) stop = student.backend.joinUser(userId, listener);
      });
      return () => stop();
    },
  };
  await say(mentor, sessionId, 'on the page');
  const atStudent = startRealEngine(student, { backend });
  await atStudent.open(sessionId);
  await eventually(() => expect(texts(atStudent)).toEqual(['on the page']));
  expect(atStudent.state().connection.status).toBe('joining');
  await say(mentor, sessionId, 'in between');
  openGate();
  await atStudent.live();
  await eventually(() => expect(texts(atStudent)).toEqual(['on the page', 'in between']));
});

/** The device's backend with a channel that swallows some of the messages. */
function losing(device: Device, isLost: (seq: number) => boolean): Backend {
  return {
    ...device.backend,
    joinUser: (userId, listener) =>
      device.backend.joinUser(userId, {
        ...listener,
        onEvent: (event) => {
          if (event.type === 'message' && isLost(event.message.seq)) return;
          listener.onEvent(event);
        },
      }),
  };
}

test('an event that never came is fetched as soon as the next one shows the gap', async () => {
  const atStudent = await startOpen(student, { backend: losing(student, (seq) => seq === 2) });
  await sayAll(sql(), mentor, sessionId, ['one', 'two', 'three']);
  await eventually(() => expect(texts(atStudent)).toEqual(['one', 'two', 'three']));
});

test('a channel that is joined but silent is made up for by looking regularly', async () => {
  const atStudent = await startOpen(student, {
    backend: losing(student, () => true),
    waits: { pollMs: 200 },
  });
  await sayAll(sql(), mentor, sessionId, ['one', 'two']);
  await eventually(() => expect(texts(atStudent)).toEqual(['one', 'two']));
  expect(atStudent.state().sessions[sessionId]?.unreadCount).toBe(2);
  expect(atStudent.state().connection.status).toBe('live');
});

test('started, stopped and started again at once, it is joined once', async () => {
  const first = startRealEngine(student);
  first.stop();
  const second = startRealEngine(student);
  await second.live();
  second.stop();
  const atStudent = await startOpen(student);
  await say(mentor, sessionId, 'only once');
  await eventually(() => expect(texts(atStudent)).toEqual(['only once']));
  await eventually(() =>
    expect(student.live.getChannels().map((channel) => channel.topic)).toEqual([
      `realtime:user:${student.id}`,
      `realtime:session:${sessionId}`,
    ]),
  );
  expect(atStudent.state().sessions[sessionId]).toMatchObject({ lastSeq: 1, unreadCount: 1 });
  expect(first.state().connection.status).toBe('idle');
  expect(second.state().connection.status).toBe('idle');
});

test('signing out ends it, and the next person on the device sees nothing of the last', async () => {
  const atStudent = await startOpen(student);
  await say(mentor, sessionId, 'for Nora');
  await eventually(() => expect(texts(atStudent)).toEqual(['for Nora']));
  await atStudent.engine.commands.signOut();
  await eventually(() => expect(atStudent.state().auth.status).toBe('signedOut'));
  expect(atStudent.state().sessions).toEqual({});
  expect(student.live.getChannels()).toEqual([]);
  const claims = await sql()`
    select 1 from public.realtime_connections where user_id = ${student.id}`;
  expect(claims).toEqual([]);

  const next = await createPerson(facts, { fullName: 'Somebody Else' });
  await atStudent.engine.commands.signIn(next.email, next.password);
  await atStudent.live();
  expect(atStudent.state().auth).toMatchObject({ status: 'signedIn', me: { id: next.id } });
  expect(atStudent.state().sessions).toEqual({});
  await say(mentor, sessionId, 'still for Nora');
  const own = await makeSession(sql(), next.id, mentor.id);
  await eventually(() => expect(Object.keys(atStudent.state().sessions)).toEqual([own]));
});
