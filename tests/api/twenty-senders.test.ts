import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSupabaseBackend } from '../../src/backend/supabase.ts';
import { connect, makeSession, set, type Sql } from '../support/database.ts';
import {
  createPerson,
  createTokenHolder,
  eventually,
  HAPPENS_WITHIN_MS,
  type Person,
} from '../support/people.ts';
import { startRealEngine } from '../support/real-engine.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';

const CLIENTS = 20;
const MESSAGES_PER_CLIENT = 50;
const TOTAL = CLIENTS * MESSAGES_PER_CLIENT;

/** Its own stack: the limit that it raises would be missing from the tests of the limit. */
let stack: TestStack;
let sql: Sql;
let student: Person;
let mentor: Person;
let sessionId: string;

beforeAll(async () => {
  stack = await startTestStack();
  sql = connect(stack.facts.dbUrl, 2);
  await set(sql, 'messages_per_minute', TOTAL);
  [student, mentor] = await Promise.all([
    createPerson(stack.facts, { fullName: 'Nora Lind' }),
    createPerson(stack.facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
  sessionId = await makeSession(sql, student.id, mentor.id);
});

afterAll(async () => {
  await sql.end();
  await stack.stop();
});

interface Item {
  id: string;
  sessionId: string;
  content: string;
}

/** Every client sends its messages one after the other, all clients at once. Yields the seqs. */
async function sendAll(outboxes: readonly (readonly Item[])[]): Promise<number[]> {
  const seqs = await Promise.all(
    outboxes.map(async (items, n) => {
      // Ten devices of each person.
      const { accessToken } = n % 2 === 0 ? student : mentor;
      const backend = createSupabaseBackend(createTokenHolder(stack.facts, accessToken));
      const answers: number[] = [];
      for (const item of items) answers.push((await backend.sendMessage(item)).seq);
      return answers;
    }),
  );
  return seqs.flat();
}

/** Everything that sending may change. */
async function footprint(): Promise<unknown> {
  const [session] = await sql`
    select s.last_seq, s.last_rev, s.last_message_at, s.last_message,
      (select count(*) from public.messages m where m.session_id = s.id) as rows,
      (select max(m.updated_at) from public.messages m where m.session_id = s.id) as changed_at
    from public.sessions s where s.id = ${sessionId}`;
  const tokens = await sql`
    select user_id, hits from private.rate_limits
    where user_id in (${student.id}, ${mentor.id}) order by user_id`;
  const states = await sql`
    select user_id, unread_count, last_read_seq, state_version from public.participant_state
    where session_id = ${sessionId} order by user_id`;
  return { session, tokens, states };
}

test(
  'twenty senders at once: no gap, no double, one order for all, and sending again is nothing',
  { timeout: 3 * HAPPENS_WITHIN_MS + 60_000 },
  async () => {
    const engines = [startRealEngine(student), startRealEngine(mentor)];
    await Promise.all(engines.map((engine) => engine.live()));
    await Promise.all(engines.map((engine) => engine.open(sessionId)));
    const outboxes = Array.from({ length: CLIENTS }, (_, client) =>
      Array.from({ length: MESSAGES_PER_CLIENT }, (_, n) => ({
        id: uuidv7(),
        sessionId,
        content: `client ${client + 1}, message ${n + 1}`,
      })),
    );

    const seqs = await sendAll(outboxes);
    const everySeq = Array.from({ length: TOTAL }, (_, index) => index + 1);
    expect([...seqs].sort((a, b) => a - b)).toEqual(everySeq);
    for (const [client, items] of outboxes.entries()) {
      const own = seqs.slice(client * items.length, (client + 1) * items.length);
      expect(own, 'a sender’s own order').toEqual([...own].sort((a, b) => a - b));
    }

    const stored = await sql<{ id: string; seq: number; rev: number; content: string }[]>`
      select id, seq, rev, content from public.messages where session_id = ${sessionId} order by seq`;
    expect(stored.map((row) => row.seq)).toEqual(everySeq);
    expect(stored.map((row) => row.rev)).toEqual(everySeq);
    for (const engine of engines) {
      await eventually(() => expect(engine.messages(sessionId)).toHaveLength(TOTAL));
      const shown = engine.messages(sessionId).map(({ id, seq, rev, content }) => {
        return { id, seq, rev, content };
      });
      expect(shown).toEqual([...stored]);
    }

    // What the engines report as delivered comes with its own pace; only then does nothing move.
    await eventually(() => {
      for (const engine of engines) {
        expect(engine.state().sessions[sessionId]).toMatchObject({
          lastSeq: TOTAL,
          myDeliveredSeq: TOTAL,
        });
      }
    });
    const before = await footprint();
    expect(before).toMatchObject({ session: { last_seq: TOTAL, last_rev: TOTAL, rows: TOTAL } });
    expect(await sendAll(outboxes)).toEqual(seqs);
    expect(await footprint()).toEqual(before);
    for (const engine of engines) expect(engine.messages(sessionId)).toHaveLength(TOTAL);
  },
);
