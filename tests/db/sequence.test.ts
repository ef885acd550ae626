import { uuidv7 } from 'uuidv7';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  untilBlocked,
} from '../support/database.ts';

const CONNECTIONS = 20;
const PER_CONNECTION = 50;
const UNLIMITED = 1_000_000;
/** 2,000 requests on a busy machine; they decide nothing but how long to wait. */
const PATIENCE_MS = 60_000;

const { sql } = await createTestDatabase(CONNECTIONS);
let student: string;
let mentor: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', UNLIMITED);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
});

interface Planned {
  id: string;
  sender: string;
}

/** Every lane is a connection that sends its own messages one after another. */
async function sendAll(session: string, lanes: Planned[][]): Promise<number[]> {
  const replies = await Promise.all(
    lanes.map(async (lane) => {
      const seqs: number[] = [];
      for (const { id, sender } of lane) {
        const row = await asUser(sql, sender, (tx) => send(tx, session, `message ${id}`, { id }));
        if (row) seqs.push(row.seq);
      }
      return seqs;
    }),
  );
  return replies.flat();
}

describe('seq and rev', () => {
  test(
    'are gapless under 20 concurrent senders, and resending changes nothing',
    { timeout: PATIENCE_MS },
    async () => {
      const session = await makeSession(sql, student, mentor);
      const lanes = Array.from({ length: CONNECTIONS }, (_, lane) =>
        Array.from({ length: PER_CONNECTION }, () => ({
          id: uuidv7(),
          sender: lane % 2 === 0 ? student : mentor,
        })),
      );
      const everyNumber = Array.from({ length: CONNECTIONS * PER_CONNECTION }, (_, n) => n + 1);

      const seqs = await sendAll(session, lanes);
      expect(seqs.sort((a, b) => a - b)).toEqual(everyNumber);

      const look = () =>
        sql`select m.id, m.seq, m.rev, m.created_at, s.last_seq, s.last_rev
          from public.messages m join public.sessions s on s.id = m.session_id
          where m.session_id = ${session} order by m.seq`;
      const before = await look();
      expect(before.map((row) => row['seq'] as number)).toEqual(everyNumber);
      expect(before.map((row) => row['rev'] as number)).toEqual(everyNumber);
      expect(before[0]).toMatchObject({ last_seq: 1000, last_rev: 1000 });
      // Time never runs against seq: it is taken under the lock.
      const times = before.map((row) => (row['created_at'] as Date).getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));

      expect(await sendAll(session, lanes)).toEqual([]);
      expect(await look()).toEqual(before);

      const states =
        await sql`select user_id, unread_count, last_read_seq from public.participant_state
                             where session_id = ${session}`;
      for (const state of states) {
        const [counted] = await sql`select count(*)::int as n from public.messages
        where session_id = ${session} and sender_id <> ${state['user_id'] as string}
          and seq > ${state['last_read_seq'] as number}`;
        expect(state['unread_count']).toBe(counted!['n']);
      }
    },
  );

  test('the same id sent by many connections at once is one message', async () => {
    const session = await makeSession(sql, student, mentor);
    const id = uuidv7();
    const rows = await Promise.all(
      Array.from({ length: CONNECTIONS }, () =>
        asUser(sql, student, (tx) => send(tx, session, 'once', { id })),
      ),
    );
    expect(rows.filter((row) => row !== undefined)).toHaveLength(1);
    expect(await sql`select last_seq, last_rev from public.sessions where id = ${session}`).toEqual(
      [{ last_seq: 1, last_rev: 1 }],
    );
  });

  test('a refused or rolled-back message leaves no gap', async () => {
    const session = await makeSession(sql, student, mentor);
    await asUser(sql, student, (tx) => send(tx, session, 'kept'));
    await asUser(sql, student, (tx) => send(tx, session, 'undone'), { rollback: true });
    await refusal(asUser(sql, student, (tx) => send(tx, session, '   ')));
    const next = await asUser(sql, mentor, (tx) => send(tx, session, 'next'));
    expect(next).toMatchObject({ seq: 2, rev: 2 });
  });

  test(
    'a catch-up by rev that runs beside writers misses nothing',
    { timeout: PATIENCE_MS },
    async () => {
      const session = await makeSession(sql, student, mentor);
      const lanes = Array.from({ length: 8 }, () =>
        Array.from({ length: 25 }, () => ({ id: uuidv7(), sender: student })),
      );
      const progress = { done: false };
      const writing = sendAll(session, lanes).then(() => (progress.done = true));
      const seen: number[] = [];
      let cursor = 0;
      for (;;) {
        const last = progress.done;
        const page = await asUser(sql, mentor, async (tx) => {
          const [row] = await tx<{ page: { items: { rev: number }[]; next_cursor: number } }[]>`
          select public.sync_session(${session}, ${cursor}) as page`;
          return row!.page;
        });
        seen.push(...page.items.map((item) => item.rev));
        cursor = page.next_cursor;
        if (last) break;
      }
      await writing;
      expect(seen).toEqual(Array.from({ length: 200 }, (_, n) => n + 1));
    },
  );
});

describe('locks', () => {
  test('two sessions in one transaction are refused, because opposite orders would deadlock', async () => {
    const first = await makeSession(sql, student, mentor);
    const second = await makeSession(sql, student, mentor);
    const both = (a: string, b: string) =>
      asUser(sql, student, async (tx) => {
        await send(tx, a, 'one');
        await send(tx, b, 'two');
      });
    expect((await refusal(both(first, second))).detail).toMatchObject({ code: 'invalid' });
    const refusals = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        refusal(n % 2 ? both(first, second) : both(second, first)),
      ),
    );
    expect(new Set(refusals.map((one) => one.sqlstate))).toEqual(new Set(['PT422']));
  });

  test('states come before receipts, also for who sends and reads on in one transaction', async () => {
    const session = await makeSession(sql, student, mentor);
    await asUser(sql, mentor, (tx) => send(tx, session, 'unread'));
    // Received but not read: the next message moves the sender's receipt and not their state.
    await asUser(sql, student, (tx) => tx`select public.mark_delivered(${session}, 1)`);

    let elsewhere: Promise<unknown> | undefined;
    await asUser(sql, student, async (tx) => {
      await send(tx, session, 'an answer');
      elsewhere = asUser(sql, student, (other) => other`select public.mark_read(${session}, 1)`);
      await untilBlocked(sql);
      await tx`select public.mark_read(${session}, 2)`;
    });
    await elsewhere;
    const [row] = await sql`
      select last_read_seq from public.participant_state
      where session_id = ${session} and user_id = ${student}`;
    expect(row).toEqual({ last_read_seq: 2 });
  });

  test(
    'both people writing, replying and reading each other at once never deadlock',
    { timeout: PATIENCE_MS },
    async () => {
      const session = await makeSession(sql, student, mentor);
      const root = await asUser(sql, student, (tx) => send(tx, session, 'root'));
      const lane = async (me: string, n: number) => {
        for (let round = 0; round < 10; round += 1) {
          await asUser(sql, me, async (tx) => {
            const sent = await send(tx, session, `reply ${n}`, { replyTo: root!.id });
            await tx`select public.mark_read(${session}, ${sent!.seq})`;
          });
          await asUser(sql, me, (tx) => tx`select public.mark_delivered(${session}, 1000000)`);
          await asUser(sql, me, (tx) => tx`select public.mark_read(${session}, 1000000)`);
        }
      };
      await Promise.all(Array.from({ length: 16 }, (_, n) => lane(n % 2 ? student : mentor, n)));
      const [row] = await sql`select last_seq from public.sessions where id = ${session}`;
      expect(row).toEqual({ last_seq: 161 });
    },
  );
});
