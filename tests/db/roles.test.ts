import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  type AppRole,
  type Tx,
} from '../support/database.ts';

/**
 * Who may call what about people and products. Each function succeeds for exactly the roles named, in
 * a world of its own that is undone afterwards, and is refused with 42501 for everybody else, for the
 * suspended (but where it only reads or takes away), and for visitors.
 */

const { sql } = await createTestDatabase();
const ROLES = ['student', 'mentor', 'buyer', 'supplier', 'admin'] as const;
const ALL: readonly AppRole[] = ROLES;
const ADMIN: readonly AppRole[] = ['admin'];

const people = {} as Record<AppRole, string>;
let applicant: string;
let target: string;
/** A completed session of the student and the mentor, and a later one of everybody else's. */
let completed: string;

beforeAll(async () => {
  for (const role of ROLES) people[role] = await makeUser(sql, role);
  applicant = await makeUser(sql, 'mentor');
  target = await makeUser(sql, 'student');
  completed = await makeSession(sql, people.student, people.mentor, { status: 'completed' });
});
beforeEach(() => sql`delete from private.rate_limits`);

interface Case {
  name: string;
  roles: readonly AppRole[];
  args: () => Record<string, string | number | boolean | null>;
  /** Reads, or takes something of one's own away: open to the suspended. */
  suspendedToo?: boolean;
}
const CASES: Case[] = [
  { name: 'list_mentors', roles: ALL, args: () => ({}), suspendedToo: true },
  { name: 'mentor_skills', roles: ALL, args: () => ({}), suspendedToo: true },
  { name: 'get_profile', roles: ALL, args: () => ({ p_user_id: target }), suspendedToo: true },
  { name: 'list_products', roles: ALL, args: () => ({}), suspendedToo: true },
  { name: 'list_available_admins', roles: ALL, args: () => ({}), suspendedToo: true },
  { name: 'sessions_with', roles: ALL, args: () => ({ p_peer_id: target }), suspendedToo: true },
  { name: 'download_my_data', roles: ALL, args: () => ({}), suspendedToo: true },
  {
    name: 'set_block',
    roles: ['student', 'mentor', 'buyer', 'supplier'],
    args: () => ({ p_user_id: target, p_on: true }),
  },
  {
    name: 'apply_as_mentor',
    roles: ['student', 'mentor'],
    args: () => ({ p_statement: 'I help' }),
  },
  {
    name: 'decide_mentor',
    roles: ADMIN,
    args: () => ({ p_user_id: applicant, p_approve: true }),
  },
  { name: 'list_mentor_applications', roles: ADMIN, args: () => ({}) },
  { name: 'list_ratings', roles: ADMIN, args: () => ({ p_user_id: applicant }) },
  {
    name: 'rate_session',
    roles: ['student'],
    args: () => ({ p_session_id: completed, p_stars: 5 }),
  },
];
/** How the others are refused: by right, as a mistake in the form, or as for what does not exist. */
const REFUSALS = ['42501', 'PT422', 'PT404'];

const attempt = (who: string | null, { name, args }: Case) =>
  asUser(sql, who, (tx: Tx) => call(tx, name, args()), { rollback: true });

describe.each(CASES)('$name', (one) => {
  test.each(ROLES)('%s', async (role) => {
    if (one.roles.includes(role)) await attempt(people[role], one);
    else expect(REFUSALS).toContain((await refusal(attempt(people[role], one))).sqlstate);
  });

  test('a visitor', async () => {
    expect((await refusal(attempt(null, one))).sqlstate).toBe('42501');
  });

  test('somebody suspended', async () => {
    for (const role of one.roles) {
      await sql`insert into private.account_states (user_id, suspended_at) values (${people[role]}, now())`;
      if (one.suspendedToo === true) await attempt(people[role], one);
      else
        expect(await refusal(attempt(people[role], one)), role).toMatchObject({
          sqlstate: '42501',
        });
      await sql`delete from private.account_states`;
    }
  });
});

test('deleting one’s account is every role’s right', async () => {
  for (const role of ROLES)
    await asUser(
      sql,
      people[role],
      (tx) => call(tx, 'delete_account', { p_confirm: `${people[role]}@example.com` }),
      { rollback: true },
    );
});
