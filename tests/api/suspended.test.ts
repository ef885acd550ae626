import { beforeEach, expect, inject, test } from 'vitest';
import type { AdminQuestions } from '../../src/core/admin.ts';
import type { ChatState } from '../../src/core/state.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, eventually, signIn, type Person } from '../support/people.ts';
import { startRealEngine, type RealEngine } from '../support/real-engine.ts';
import { enter, join, listen } from './listening.ts';
import { refused } from './refused.ts';
import { say } from './say.ts';
import { liveClaims, signToken } from './tokens.ts';

const facts = inject('stack');
const sql = useDatabase();

let student: Person;
let mentor: Person;
let admin: Person;
let acts: AdminQuestions;
let sessionId: string;

beforeEach(async () => {
  [student, mentor, admin] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
    createPerson(facts, { role: 'admin', fullName: 'Elena Petrova' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
  acts = await (await admin.backend.people()).admin();
});

const suspend = () => acts.suspend(student.id, 'adverts to strangers');
const restore = () => acts.restore(student.id, 'a mistake');
const SUSPENDED = { kind: 'Denied', code: 'suspended', message: 'This account is suspended.' };

test('from the moment of a suspension nothing is written and no topic joined; reading ends with the token', async () => {
  const mine = await student.backend.people();
  const elsewhere = await signIn(facts, student);
  const [listening, room] = await Promise.all([listen(student), enter(student, sessionId)]);
  expect(await mine.mySuspension()).toEqual({ suspendedAt: null, reason: null });
  await say(student, sessionId, 'before');

  const { suspendedAt } = await suspend();
  await eventually(() =>
    expect(listening.heard('revoked')).toEqual([
      { type: 'revoked', authSessionId: student.authSessionId, suspended: true },
    ]),
  );
  for (const attempt of [
    () => say(student, sessionId, 'after'),
    () => student.backend.claimConnection('Laptop', true),
    () => student.backend.heartbeat('online', sessionId),
    () => student.backend.markRead(sessionId, 1),
    () => elsewhere.backend.claimConnection('Phone', false),
  ])
    expect(await refused(attempt())).toMatchObject(SUSPENDED);
  expect(await mine.mySuspension()).toEqual({ suspendedAt, reason: 'adverts to strangers' });
  // What was said to them stays said, for as long as they are signed in still.
  const page = await student.backend.syncSession(sessionId, 0, 10);
  expect(page.messages.map(({ content }) => content)).toEqual(['before']);

  // Neither anew, nor on a socket that stays open although it was told to go.
  listening.stop();
  room.stop();
  const again = join(elsewhere, student.id);
  await eventually(() => expect(again.statuses[0]).toMatchObject({ status: 'lost' }));
  again.stop();
  expect((await student.client.auth.refreshSession()).error?.code).toBe('user_banned');
  expect(await refused(signIn(facts, student))).toMatchObject({
    code: 'user_banned',
    message: 'This account is suspended.',
  });

  await restore();
  const back = await signIn(facts, student);
  const hears = await listen(back);
  await say(back, sessionId, 'after');
  await eventually(() => expect(hears.heard('message')).toHaveLength(1));
});

test('an open socket that ignores it is closed with the next token', async (context) => {
  const { jwtSecret } = facts;
  if (jwtSecret === null) return context.skip('A foreign project keeps its secret.');
  await student.backend.claimConnection('Laptop', false);
  await student.live.setAuth(student.accessToken);
  const statuses: string[] = [];
  const heard: unknown[] = [];
  student.live
    .channel(`user:${student.id}`, { config: { private: true } })
    .on('broadcast', { event: 'message' }, (told) => heard.push(told))
    .subscribe((status) => statuses.push(status));
  await eventually(() => expect(statuses).toEqual(['SUBSCRIBED']));

  await suspend();
  const claims = { ...liveClaims(student), role: 'authenticated' };
  await student.live.setAuth(signToken(jwtSecret, claims));
  await eventually(() => expect(statuses.at(-1)).not.toBe('SUBSCRIBED'));
  await say(mentor, sessionId, 'not for their ears');
  expect(heard).toEqual([]);
});

const isPaused = ({ outbox, connection }: ChatState): void => {
  expect(outbox).toMatchObject([{ status: 'paused', error: SUSPENDED }]);
  expect(connection.status).toBe('suspended');
};

async function expectSentOnce(atStudent: RealEngine): Promise<void> {
  await eventually(() => expect(atStudent.state().outbox).toEqual([]));
  const { messages } = await mentor.backend.syncSession(sessionId, 0, 10);
  expect(messages.map(({ content }) => content)).toEqual(['written meanwhile']);
}

test('the app says so, keeps what is written, and sends it once restored', async () => {
  const atStudent = startRealEngine(student, { waits: { pollMs: 200 } });
  await atStudent.live();
  await atStudent.open(sessionId);
  await suspend();
  await eventually(() => expect(atStudent.state().connection.status).toBe('suspended'));
  atStudent.actions.send(sessionId, 'written meanwhile');
  await eventually(() => isPaused(atStudent.state()));
  await restore();
  // Without anybody asking for it: the next look finds out.
  await atStudent.live();
  await expectSentOnce(atStudent);
});

test('the same where nobody was told: what is refused tells', async () => {
  const atStudent = startRealEngine(student);
  await atStudent.live();
  await atStudent.open(sessionId);
  await sql()`insert into private.account_states (user_id, suspended_at) values (${student.id}, now())`;
  atStudent.actions.send(sessionId, 'written meanwhile');
  await eventually(() => isPaused(atStudent.state()));
  await restore();
  atStudent.actions.reconnect(false);
  await atStudent.live();
  await expectSentOnce(atStudent);
});

test('an admin who is none any more hears so with the next answer, and by the news', async () => {
  const atAdmin = startRealEngine(admin);
  await atAdmin.live();
  const role = () => {
    const { auth } = atAdmin.state();
    return auth.status === 'signedIn' ? auth.me.role : null;
  };
  await eventually(() => expect(role()).toBe('admin'));
  const questions = await (await atAdmin.engine.commands.people()).admin();
  await questions.reports('open', admin.id, null);
  await sql()`update public.profiles set role = 'mentor' where id = ${admin.id}`;
  expect((await refused(questions.reports('open', admin.id, null))).kind).toBe('Denied');
  await eventually(() => expect(role()).toBe('mentor'));

  const other = await createPerson(facts, { role: 'admin' });
  const theirs = await (await other.backend.people()).admin();
  await theirs.setRole(admin.id, 'supplier', 'sells things now');
  await eventually(() => expect(role()).toBe('supplier'));
});
