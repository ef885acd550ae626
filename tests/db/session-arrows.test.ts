import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, makeSession, makeUser, refusal } from '../support/database.ts';
import {
  eventsOf,
  makeMentor,
  notificationsOf,
  saidIn,
  transition,
  type Status,
} from '../support/lifecycle.ts';

const { sql } = await createTestDatabase();

const STATUSES = [
  'requested',
  'accepted',
  'declined',
  'in_progress',
  'completed',
  'expired',
] as const;
const WHO = ['requester', 'mentor', 'admin', 'joined admin', 'guest', 'left', 'outsider'] as const;
type Who = (typeof WHO)[number];

/** The whole machine, by hand, against everything else, which is generated. */
const ARROWS: Readonly<Record<string, string>> = {
  'requested accepted mentor': 'accepted',
  'requested declined mentor': 'declined',
  'requested expired requester': 'withdrawn',
  'accepted in_progress requester': 'started',
  'accepted in_progress mentor': 'started',
  'accepted expired requester': 'cancelled',
  'accepted expired mentor': 'cancelled',
  'in_progress completed requester': 'completed',
  'in_progress completed mentor': 'completed',
  ...Object.fromEntries(
    (['admin', 'joined admin'] as const).flatMap((who) => [
      [`requested expired ${who}`, 'ended_by_admin'],
      [`accepted expired ${who}`, 'ended_by_admin'],
      [`in_progress completed ${who}`, 'ended_by_admin'],
    ]),
  ),
};
/** Who may know that the session exists. */
const KNOWN = new Set<Who>(['requester', 'mentor', 'admin', 'joined admin', 'guest']);

const people = {} as Record<Who, string>;

beforeAll(async () => {
  people.requester = await makeUser(sql, 'student', 'Amara Okafor');
  people.mentor = await makeMentor(sql);
  people.admin = await makeUser(sql, 'admin');
  people['joined admin'] = await makeUser(sql, 'admin');
  // Takes part, but began nothing and is no admin, as somebody who was one.
  people.guest = await makeUser(sql, 'student');
  people.left = await makeUser(sql, 'student');
  people.outsider = await makeMentor(sql, 'Another Mentor');
});

async function scene(status: Status): Promise<string> {
  const id = await makeSession(sql, people.requester, people.mentor, { status });
  await sql`
    insert into public.participants (session_id, user_id, role, left_at)
    values (${id}, ${people['joined admin']}, 'admin', null), (${id}, ${people.guest}, 'admin', null),
           (${id}, ${people.left}, 'admin', now())`;
  return id;
}

const statusOf = async (id: string) => {
  const [row] = await sql<{ status: Status; last_seq: number }[]>`
    select status, last_seq from public.sessions where id = ${id}`;
  return row!;
};

describe.each(WHO)('%s', (who) => {
  const cases = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));

  test.each(cases)('%s -> %s', async (from, to) => {
    const id = await scene(from);
    const event = ARROWS[`${from} ${to} ${who}`];
    const attempt = transition(sql, people[who], id, to, 'because');

    if (event === undefined) {
      expect(await refusal(attempt)).toMatchObject(
        KNOWN.has(who)
          ? { sqlstate: 'PT409', detail: { code: 'invalid_transition', from, to } }
          : { sqlstate: 'PT404', detail: { code: 'not_found' } },
      );
      expect(await statusOf(id)).toEqual({ status: from, last_seq: 0 });
      expect(await eventsOf(sql, id)).toEqual([]);
      expect(await notificationsOf(sql, id)).toEqual([]);
      return;
    }
    expect(await attempt).toMatchObject({ id, status: to });
    expect(await statusOf(id)).toEqual({ status: to, last_seq: 1 });
    expect(await eventsOf(sql, id)).toMatchObject([
      { event, actor_id: people[who], from_status: from, to_status: to, reason: 'because' },
    ]);
    expect(await saidIn(sql, id)).toHaveLength(1);
    const founders = [people.requester, people.mentor];
    const told = (await notificationsOf(sql, id)).map((row) => row.user_id);
    expect(told.sort()).toEqual(founders.filter((founder) => founder !== people[who]).sort());

    // Repeated, because the answer got lost.
    expect(await transition(sql, people[who], id, to, 'because')).toMatchObject({ status: to });
    expect(await eventsOf(sql, id)).toHaveLength(1);
    expect(await saidIn(sql, id)).toHaveLength(1);
  });
});

test('a session that does not exist is not found, for admins, too', async () => {
  for (const who of WHO)
    expect(
      (await refusal(transition(sql, people[who], randomUUID(), 'completed', 'because'))).detail,
    ).toEqual({ code: 'not_found' });
});

test('the arrows in the database are these and those of time', async () => {
  const rows = await sql<{ from: string; to: string; who: string; event: string }[]>`
    select from_status as "from", to_status as "to", who, event from private.session_arrows()`;
  const asPeople: Record<string, string[]> = {
    mentor: ['mentor'],
    requester: ['requester'],
    founder: ['requester', 'mentor'],
    admin: ['admin', 'joined admin'],
    time: ['time'],
  };
  const found = rows.flatMap(({ from, to, who, event }) =>
    asPeople[who]!.map((person) => [`${from} ${to} ${person}`, event] as const),
  );
  expect(Object.fromEntries(found)).toEqual({
    ...ARROWS,
    'requested expired time': 'expired',
    'accepted expired time': 'expired',
    'in_progress expired time': 'expired',
  });
});
