import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { createPerson, eventually, type Person } from '../support/people.ts';
import { hearOwn, type Broadcast } from './listening.ts';

const facts = inject('stack');
const sql = useDatabase();

let student: Person;
let mentor: Person;

beforeEach(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
  await sql()`update public.profiles set mentor_status = 'approved' where id = ${mentor.id}`;
});

interface Told {
  session?: { status: string; summary: string | null };
  notification?: { type: string; title: string; data: { event: string } };
}
type Heard = Broadcast<Told>;

const statusesIn = (heard: readonly Heard[]) =>
  heard.filter(({ event }) => event === 'session').map(({ payload }) => payload.session?.status);
const notificationsIn = (heard: readonly Heard[]) =>
  heard
    .filter(({ event }) => event === 'notification')
    .map(({ payload }) => [payload.notification?.type, payload.notification?.data.event]);

/** Calls a function; the answer must not be an error. */
async function rpc(
  person: Person,
  ...[name, args]: Parameters<typeof person.client.rpc>
): Promise<Record<string, unknown>> {
  const { data, error } = await person.client.rpc(name, args);
  expect(error, name).toBeNull();
  return data as Record<string, unknown>;
}

/** Calls a function that must refuse, and yields how. */
async function refusedRpc(
  person: Person,
  ...[name, args]: Parameters<typeof person.client.rpc>
): Promise<{ status: number; detail: unknown }> {
  const { error, status } = await person.client.rpc(name, args);
  return { status, detail: error === null ? null : (JSON.parse(error.details) as unknown) };
}

describe('from request to completion', () => {
  test('both see every step, the other is told of it', async () => {
    const [atStudent, atMentor] = await Promise.all([
      hearOwn<Told>(student),
      hearOwn<Told>(mentor),
    ]);
    const id = randomUUID();
    const requested = await rpc(student, 'request_session', {
      p_id: id,
      p_mentor_id: mentor.id,
      p_subject: 'Query plans',
      p_message: 'Hello Theo',
    });
    expect(requested).toMatchObject({ id, status: 'requested', last_message: 'Hello Theo' });
    await rpc(mentor, 'transition_session', { p_session_id: id, p_to: 'accepted' });
    const started = await rpc(student, 'transition_session', {
      p_session_id: id,
      p_to: 'in_progress',
      p_metadata: { minutes: 30 },
    });
    expect(started['ends_at']).toEqual(expect.any(String));
    const completed = await rpc(mentor, 'transition_session', {
      p_session_id: id,
      p_to: 'completed',
      p_reason: 'We read two plans.',
    });
    expect(completed).toMatchObject({ status: 'completed', summary: 'We read two plans.' });

    const steps = ['requested', 'accepted', 'in_progress', 'completed'];
    await eventually(() => {
      expect(statusesIn(atStudent)).toEqual(steps);
      expect(statusesIn(atMentor)).toEqual(steps);
      expect(notificationsIn(atMentor)).toEqual([
        ['session_request', 'requested'],
        ['reminder', 'started'],
      ]);
      expect(notificationsIn(atStudent)).toEqual([
        ['session_accepted', 'accepted'],
        ['session_completed', 'completed'],
      ]);
    });
    const { data: events } = await student.client
      .from('session_events')
      .select('event, actor_id')
      .order('created_at');
    expect(events).toEqual([
      { event: 'requested', actor_id: student.id },
      { event: 'accepted', actor_id: mentor.id },
      { event: 'started', actor_id: student.id },
      { event: 'completed', actor_id: mentor.id },
    ]);
    const { data: told } = await student.client.from('notifications').select('type, title');
    expect(told).toHaveLength(2);
    // The app's own eyes see the same.
    expect(await student.backend.getSession(id)).toMatchObject({ status: 'completed' });
  });

  test('refusals carry what a program needs', async () => {
    const id = randomUUID();
    await rpc(student, 'request_session', {
      p_id: id,
      p_mentor_id: mentor.id,
      p_subject: 'Query plans',
    });
    const args = { p_session_id: id, p_to: 'accepted' } as const;
    expect(await refusedRpc(student, 'transition_session', args)).toEqual({
      status: 409,
      detail: { code: 'invalid_transition', from: 'requested', to: 'accepted' },
    });
    const other = await createPerson(facts);
    expect(await refusedRpc(other, 'transition_session', args)).toEqual({
      status: 404,
      detail: { code: 'not_found' },
    });
    expect(
      await refusedRpc(mentor, 'transition_session', { ...args, p_to: 'declined' }),
    ).toMatchObject({ status: 422, detail: { code: 'invalid' } });
  });

  test('the list knows the server’s clock, and what awaits an answer', async () => {
    const id = randomUUID();
    await rpc(student, 'request_session', {
      p_id: id,
      p_mentor_id: mentor.id,
      p_subject: 'Query plans',
    });
    const list = await rpc(mentor, 'list_sessions', { p_needs_reply: true });
    expect(list).toMatchObject({ items: [{ id, awaiting_user_id: mentor.id }] });
    expect(Date.parse(list['now'] as string)).not.toBeNaN();
    expect(await rpc(student, 'list_sessions', { p_needs_reply: true })).toMatchObject({
      items: [],
    });
  });
});

describe('an admin who joins', () => {
  test('is seen by both at once, and leaves again', async () => {
    const admin = await createPerson(facts, { role: 'admin', fullName: 'Elena Petrova' });
    const id = randomUUID();
    await rpc(student, 'request_session', {
      p_id: id,
      p_mentor_id: mentor.id,
      p_subject: 'Query plans',
      p_message: 'between us',
    });
    const atStudent = await hearOwn<Told>(student);
    await rpc(admin, 'join_session', { p_session_id: id, p_reason: 'Asked for help' });
    await eventually(() => expect(statusesIn(atStudent)).toEqual(['requested']));
    expect((await student.backend.getSession(id)).peers.map((peer) => peer.userId).sort()).toEqual(
      [mentor.id, admin.id].sort(),
    );
    const { messages } = await admin.backend.getMessages(id, null, 50);
    expect(messages.map((message) => message.content)).toEqual([
      'Elena Petrova (admin) joined: “Asked for help”',
    ]);
    await rpc(admin, 'leave_session', { p_session_id: id });
    const { data } = await admin.client.from('messages').select('id').eq('session_id', id);
    expect(data).toEqual([]);
  });
});
