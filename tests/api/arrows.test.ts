import { describe, expect, inject, test, beforeAll } from 'vitest';
import { arrows, arrowsFor } from '../../src/core/lifecycle.ts';
import { toChatError } from '../../src/core/errors.ts';
import type { AppRole, SessionStatus } from '../../src/core/model.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, type Person } from '../support/people.ts';

/** What the client offers and what the database takes: role by role, status by status, arrow by arrow. */

const facts = inject('stack');
const sql = useDatabase();
const statuses: readonly SessionStatus[] = [
  'requested',
  'accepted',
  'declined',
  'in_progress',
  'completed',
  'expired',
];

test('the client has the same arrows as the database, in the same order', async () => {
  const rows = await sql()<{ from: string; to: string; who: string; event: string }[]>`
    select from_status as "from", to_status as "to", who, event from private.session_arrows()`;
  expect(rows.map((row) => ({ ...row }))).toEqual(arrows);
});

const people = {} as Record<'student' | 'mentor' | 'admin' | 'joined', Person>;
const roles: Readonly<Record<keyof typeof people, AppRole>> = {
  student: 'student',
  mentor: 'mentor',
  admin: 'admin',
  joined: 'admin',
};
const who = Object.keys(roles) as (keyof typeof people)[];

beforeAll(async () => {
  await Promise.all(
    who.map(async (name) => {
      people[name] = await createPerson(facts, { role: roles[name], fullName: name });
    }),
  );
});

describe.each(who)('what is offered to the %s', (name) => {
  test.each(statuses)('from %s is what the database takes', async (from) => {
    const person = people[name];
    const life = await person.backend.lifecycle();
    for (const to of statuses) {
      const id = await makeSession(sql(), people.student.id, people.mentor.id, { status: from });
      await sql()`insert into public.participants (session_id, user_id, role)
                  values (${id}, ${people.joined.id}, 'admin')`;
      const session = await people.student.backend.getSession(id);
      const offered = arrowsFor(session, { id: person.id, role: roles[name] }, Date.now()).some(
        (arrow) => arrow.to === to,
      );
      const taken = await life.transitionSession(id, to, { reason: 'Because.' }).then(
        () => 'taken',
        (thrown: unknown) => toChatError(thrown).code,
      );
      expect(taken, `${from} -> ${to}`).toBe(offered ? 'taken' : 'invalid_transition');
      const [row] = await sql()<{ status: string }[]>`
        select status from public.sessions where id = ${id}`;
      expect(row?.status).toBe(offered ? to : from);
    }
  });
});
