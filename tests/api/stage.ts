import { uuidv7 } from 'uuidv7';
import { beforeAll, beforeEach, expect, inject } from 'vitest';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, type Person } from '../support/people.ts';
import { rest, type Answer, type Request } from './rest.ts';
import { forgetRate, say } from './say.ts';

/**
 * The scene of the hostile tests: two people in a session and a third outside. Importing this sets
 * it up anew for the importing file, before its first test.
 */

export const facts = inject('stack');
export const sql = useDatabase();
/** What only the two may ever see. */
export const SECRET = 'words for two';
/** The SQLSTATE of a refused grant or policy. */
export const FORBIDDEN = '42501';

export let student: Person;
export let mentor: Person;
export let outsider: Person;
export let sessionId: string;
/** A message of each, by id. */
export let ofStudent: string;
export let ofMentor: string;

beforeAll(async () => {
  [student, mentor, outsider] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
    createPerson(facts, { fullName: 'Somebody Else' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
  ofStudent = (await say(student, sessionId, `${SECRET}, first`)).id;
  ofMentor = (await say(mentor, sessionId, `${SECRET}, second`)).id;
});

beforeEach(() => forgetRate(sql(), student.id));

/** A request to the REST API by hand, as somebody; null is a visitor. */
export const as = (person: Person | null, path: string, request?: Request): Promise<Answer> =>
  rest(facts, person?.accessToken ?? null, path, request);

export const newMessage = (more: Record<string, unknown> = {}) => ({
  id: uuidv7(),
  session_id: sessionId,
  content: 'hello',
  ...more,
});

/** All that is stored of a session, to see that nothing changed. */
export const stored = (id = sessionId) => sql()`
  select to_jsonb(s) as session,
    (select jsonb_agg(m order by m.seq) from public.messages m where m.session_id = s.id) as messages,
    (select jsonb_agg(p order by p.user_id) from public.participants p where p.session_id = s.id) as participants
  from public.sessions s where s.id = ${id}`;

/** Runs `attack` and expects that the session is as before. */
export async function expectUntouched<T>(attack: () => Promise<T>, id = sessionId): Promise<T> {
  const before = await stored(id);
  const result = await attack();
  expect(await stored(id)).toEqual(before);
  return result;
}
