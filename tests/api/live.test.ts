import { uuidv7 } from 'uuidv7';
import { beforeEach, expect, inject, test } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { asUser, makeSession, send } from '../support/database.ts';
import { createPerson, eventually, signIn, type Person } from '../support/people.ts';
import { enter, join, listen } from './listening.ts';
import { forgetRate, say } from './say.ts';

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

test('a message reaches both sides, each with the session as they see it', async () => {
  const [atStudent, atMentor] = await Promise.all([listen(student), listen(mentor)]);
  const sent = await say(student, sessionId, 'Hello Theo');
  await eventually(() => {
    expect(atStudent.heard('message')).toHaveLength(1);
    expect(atMentor.heard('message')).toHaveLength(1);
  });
  const [own] = atStudent.heard('message');
  const [theirs] = atMentor.heard('message');
  expect(own?.message).toEqual(sent);
  expect(theirs?.message).toEqual(sent);
  expect(own?.session).toEqual(await student.backend.getSession(sessionId));
  expect(theirs?.session).toEqual(await mentor.backend.getSession(sessionId));
  expect(own?.session).toMatchObject({ unreadCount: 0, lastReadSeq: 1 });
  expect(theirs?.session).toMatchObject({ unreadCount: 1, unreadFromSeq: 1, lastReadSeq: 0 });
});

test('receipts reach both; only one’s own devices hear what is left unread', async () => {
  const secondDevice = await signIn(facts, mentor);
  const [atStudent, atMentor, atSecond] = await Promise.all([
    listen(student),
    listen(mentor),
    listen(secondDevice),
  ]);
  await say(student, sessionId, 'one');
  await say(student, sessionId, 'two');
  await mentor.backend.markDelivered(sessionId, 2);
  const state = await mentor.backend.markRead(sessionId, 1);
  await eventually(() => {
    for (const listening of [atStudent, atMentor, atSecond]) {
      expect(listening.heard('receipt')).toHaveLength(2);
    }
  });
  const receipts = [
    { userId: mentor.id, deliveredSeq: 2, readSeq: 0, readVersion: 0 },
    { userId: mentor.id, deliveredSeq: 2, readSeq: 1, readVersion: 0 },
  ];
  for (const listening of [atStudent, atMentor, atSecond]) {
    expect(listening.heard('receipt').map((event) => event.receipt)).toEqual(receipts);
  }
  expect(atStudent.heard('receipt').map((event) => event.own)).toEqual([null, null]);
  expect(atMentor.heard('receipt').at(-1)?.own).toEqual(state);
  expect(atSecond.heard('receipt').at(-1)?.own).toEqual(state);
  expect(state).toMatchObject({ unreadCount: 1, lastReadSeq: 1 });
});

test('presence is told when it changes, and only then', async () => {
  const atStudent = await listen(student);
  await mentor.backend.claimConnection('Phone', false);
  await mentor.backend.heartbeat('online', null);
  await mentor.backend.heartbeat('away', sessionId);
  await mentor.backend.heartbeat('away', sessionId);
  await mentor.backend.releaseConnection();
  await eventually(() =>
    expect(atStudent.heard('presence').map((event) => event.status)).toEqual([
      'online',
      'away',
      'offline',
    ]),
  );
  for (const event of atStudent.heard('presence')) expect(event.userId).toBe(mentor.id);
});

test('those in the session see who is here and who is typing', async () => {
  const [atStudent, atMentor] = await Promise.all([
    enter(student, sessionId),
    enter(mentor, sessionId),
  ]);
  const both = [student.id, mentor.id].sort();
  await eventually(() => {
    expect(atStudent.here).toEqual(both);
    expect(atMentor.here).toEqual(both);
  });
  atStudent.sendTyping(true);
  atStudent.sendTyping(false);
  await eventually(() =>
    expect(atMentor.typing).toEqual([
      [student.id, true],
      [student.id, false],
    ]),
  );
  expect(atStudent.typing).toEqual([]);
  atStudent.stop();
  await eventually(() => expect(atMentor.here).toEqual([mentor.id]));
});

test('fifty messages sent at once arrive in the order of their seq', async () => {
  const BURSTS = 5;
  const PER_BURST = 10;
  const total = BURSTS * PER_BURST;
  const atMentor = await listen(mentor);
  for (let burst = 0; burst < BURSTS; burst += 1) {
    await forgetRate(sql(), student.id);
    await Promise.all(
      Array.from({ length: PER_BURST }, (_, n) => say(student, sessionId, `${burst} ${n}`)),
    );
  }
  await eventually(() => expect(atMentor.heard('message')).toHaveLength(total));
  const events = atMentor.heard('message');
  const expected = Array.from({ length: total }, (_, index) => index + 1);
  expect(events.map((event) => event.message.seq)).toEqual(expected);
  expect(events.map((event) => event.session.unreadCount)).toEqual(expected);
});

test('what was rolled back is never heard', async () => {
  const atMentor = await listen(mentor);
  await asUser(sql(), student.id, (tx) => send(tx, sessionId, 'never said'), { rollback: true });
  const sent = await say(student, sessionId, 'said');
  expect(sent.seq).toBe(1);
  await eventually(() => expect(atMentor.heard('message')).toHaveLength(1));
  expect(atMentor.events).toMatchObject([{ type: 'message', message: { content: 'said' } }]);
});

test('a message of 10,000 characters arrives intact', async () => {
  const MAX_CHARACTERS = 10_000;
  const alphabet = Array.from('a😀é漢\\"\n\u2028ش𝄞');
  const content = Array.from({ length: MAX_CHARACTERS }, (_, n) => {
    return alphabet[(n * n) % alphabet.length];
  }).join('');
  expect(Array.from(content)).toHaveLength(MAX_CHARACTERS);
  const atMentor = await listen(mentor);
  await say(student, sessionId, content);
  await eventually(() => expect(atMentor.heard('message')).toHaveLength(1));
  expect(atMentor.heard('message')[0]?.message.content).toBe(content);
});

test('a new session, and the end of one, are told to those in it', async () => {
  const [atStudent, atMentor] = await Promise.all([listen(student), listen(mentor)]);
  const second = await makeSession(sql(), student.id, mentor.id);
  await sql()`update public.sessions set status = 'completed' where id = ${second}`;
  await sql()`update public.participants set left_at = now()
              where session_id = ${second} and user_id = ${student.id}`;
  await eventually(() => expect(atStudent.heard('removed')).toHaveLength(1));
  expect(atStudent.heard('removed')[0]?.sessionId).toBe(second);
  expect(atStudent.heard('session').map((event) => event.session.status)).toEqual([
    'in_progress',
    'completed',
  ]);
  await eventually(() => expect(atMentor.heard('session')).toHaveLength(3));
  expect(atMentor.heard('session').at(-1)?.session).toMatchObject({ id: second, peers: [] });
  expect(atMentor.heard('removed')).toEqual([]);
});

test('who left hears nothing more of the session', async () => {
  const other = await makeSession(sql(), student.id, mentor.id);
  const atStudent = await listen(student);
  await sql()`update public.participants set left_at = now()
              where session_id = ${sessionId} and user_id = ${student.id}`;
  await say(mentor, sessionId, 'behind your back');
  await say(mentor, other, 'to your face');
  await eventually(() => expect(atStudent.heard('message')).toHaveLength(1));
  expect(atStudent.heard('message')[0]?.message.content).toBe('to your face');
});

test('without a claim, the person’s own channel refuses', async () => {
  const atStudent = join(student, student.id);
  await eventually(() =>
    expect(atStudent.statuses[0]).toMatchObject({ status: 'lost', error: { kind: 'Denied' } }),
  );
});

test('a device that must give way is told which one it was, and joins no more', async () => {
  const others = await Promise.all([1, 2, 3].map(() => signIn(facts, student)));
  const [atFirst, atSecond] = [await listen(student), await listen(others[0]!)];
  await others[1]!.backend.claimConnection('Third', false);
  await others[2]!.backend.claimConnection('Fourth', true);
  await eventually(() => {
    expect(atFirst.heard('revoked')).toHaveLength(1);
    expect(atSecond.heard('revoked')).toHaveLength(1);
  });
  for (const listening of [atFirst, atSecond]) {
    expect(listening.heard('revoked')[0]?.authSessionId).toBe(student.authSessionId);
  }
  atFirst.stop();
  await eventually(() => expect(student.live.getChannels()).toEqual([]));
  const again = join(student, student.id);
  await eventually(() =>
    expect(again.statuses[0]).toMatchObject({ status: 'lost', error: { kind: 'Denied' } }),
  );
});

test('signing out ends the device’s channels, and those of no other', async () => {
  const other = await signIn(facts, student);
  const [atStudent, atOther] = [await listen(student), await listen(other)];
  await student.backend.signOut();
  expect(student.live.getChannels()).toEqual([]);
  await mentor.backend.sendMessage({ id: uuidv7(), sessionId, content: 'Still there?' });
  await eventually(() => expect(atOther.heard('message')).toHaveLength(1));
  expect(atStudent.events).toEqual([]);
});
