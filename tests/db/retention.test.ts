import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  type Sent,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
const KEPT_DAYS = 100;
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  student = await makeUser(sql, 'student', 'Amara Okafor');
  mentor = await makeUser(sql, 'mentor', 'Daniel Weber');
  await set(sql, 'messages_per_minute', 1000);
});
beforeEach(async () => {
  for (const kept of ['message', 'version', 'mark', 'audit'])
    await set(sql, `${kept}_retention_days`, 0);
  await sql`update public.messages set purged_at = now() where purged_at is null`;
  await sql`delete from public.notifications`;
  session = await makeSession(sql, student, mentor);
});

const say = (who: string, text: string, replyTo: string | null = null): Promise<Sent> =>
  asUser(sql, who, async (tx) => (await send(tx, session, text, { replyTo }))!);
const age = (message: Sent, days: number) => sql`
  update public.messages set created_at = created_at - make_interval(days => ${days}) where id = ${message.id}`;
const run = async (job: 'messages' | 'versions' | 'marks' | 'audit_log', batch = 500) => {
  const [row] = await sql<{ done: number }[]>`
    select ${sql(`private`)}.${sql(`purge_${job}`)}(${batch}) as done`;
  return row!.done;
};
const rowOf = async (message: Sent) => {
  const [row] = await sql<
    { rev: number; content: string | null }[]
  >`select * from public.messages where id = ${message.id}`;
  return row!;
};
const stateOf = async (who: string) => {
  const [row] = await sql`
    select unread_count, unread_from_seq from public.participant_state
    where session_id = ${session} and user_id = ${who}`;
  return row!;
};
const sessionRow = async () => {
  const [row] = await sql<
    { last_rev: number; last_message: string | null }[]
  >`select last_rev, last_message from public.sessions where id = ${session}`;
  return row!;
};

describe('messages', () => {
  beforeEach(() => set(sql, 'message_retention_days', KEPT_DAYS));

  test('all is kept while the days are 0', async () => {
    await set(sql, 'message_retention_days', 0);
    const message = await say(student, 'ancient');
    await age(message, 10_000);
    expect(await run('messages')).toBe(0);
    expect((await rowOf(message)).content).toBe('ancient');
  });

  test('what was kept for so many full days goes, what is a day younger stays', async () => {
    const old = await say(student, 'old');
    const young = await say(student, 'young');
    await age(old, KEPT_DAYS + 1);
    await age(young, KEPT_DAYS);
    expect(await run('messages')).toBe(1);
    expect(await rowOf(old)).toMatchObject({
      content: null,
      metadata: { deleted_by: 'retention' },
      seq: old.seq,
    });
    expect((await rowOf(young)).content).toBe('young');
    expect(await run('messages')).toBe(0);
  });

  test('nothing that hangs on it is left: versions, reactions, pin, bookmark, search, files', async () => {
    const message = await say(student, 'frist');
    const path = `${session}/${student}/${randomUUID()}.pdf`;
    await asUser(sql, student, async (tx) => {
      await call(tx, 'edit_message', { p_id: message.id, p_content: 'first', p_expected_rev: 1 });
      await call(tx, 'set_bookmark', { p_message_id: message.id, p_on: true });
      await call(tx, 'pin_message', { p_message_id: message.id, p_on: true });
    });
    await asUser(sql, mentor, (tx) =>
      call(tx, 'set_reaction', { p_message_id: message.id, p_emoji: '👍', p_on: true }),
    );
    await sql`update public.messages set attachments = ${sql.json([{ path, name: 'a.pdf' }])} where id = ${message.id}`;
    await age(message, KEPT_DAYS + 1);
    expect(await run('messages')).toBe(1);
    expect(await rowOf(message)).toMatchObject({ content: null, attachments: [], reactions: [] });
    for (const table of ['message_versions', 'message_reactions', 'pins', 'bookmarks'])
      expect(
        await sql`select 1 from public.${sql(table)} where message_id = ${message.id}`,
        table,
      ).toEqual([]);
    expect(await sql`select 1 from private.message_search where session_id = ${session}`).toEqual(
      [],
    );
    expect(await sql`select path from private.file_deletions where path = ${path}`).toHaveLength(1);
  });

  test('previews, unread counts and notifications fit what is left', async () => {
    const old = await say(student, 'secret');
    await age(old, KEPT_DAYS + 1);
    expect(await stateOf(mentor)).toEqual({ unread_count: 1, unread_from_seq: 1 });
    expect(await run('messages')).toBe(1);
    expect(await stateOf(mentor)).toEqual({ unread_count: 0, unread_from_seq: null });
    expect(await sessionRow()).toMatchObject({ last_message: null });
    const told =
      await sql`select message, read_at from public.notifications where user_id = ${mentor}`;
    expect(told).toEqual([{ message: null, read_at: expect.any(Date) as Date }]);

    const older = await say(student, 'older');
    await say(student, 'newer');
    await age(older, KEPT_DAYS + 1);
    await run('messages');
    expect(await stateOf(mentor)).toEqual({ unread_count: 1, unread_from_seq: older.seq + 1 });
    expect(await sessionRow()).toMatchObject({ last_message: 'newer' });
  });

  test('who has it cached gets the tombstones by catching up, each with a rev of its own', async () => {
    const [first, second] = [await say(student, 'one'), await say(student, 'two')];
    await say(mentor, 'an answer', first.id);
    for (const message of [first, second]) await age(message, KEPT_DAYS + 1);
    const before = (await sessionRow()).last_rev;
    await run('messages');
    interface Synced {
      items: { seq: number; rev: number; content: string | null; deleted_at: string | null }[];
      last_rev: number;
    }
    const synced = await asUser(sql, mentor, (tx) =>
      call<Synced>(tx, 'sync_session', { p_session_id: session, p_since_rev: before }),
    );
    expect(synced.items).toMatchObject([
      { seq: 1, rev: before + 1, content: null, deleted_at: expect.any(String) as string },
      { seq: 2, rev: before + 2, content: null },
    ]);
    expect(synced.last_rev).toBe(before + 2);
  });

  test('of what was deleted or hidden before, the original goes, too', async () => {
    const message = await say(student, 'a mistake');
    await asUser(sql, student, (tx) => call(tx, 'delete_message', { p_id: message.id }));
    await age(message, KEPT_DAYS + 1);
    const { rev } = await rowOf(message);
    expect(await run('messages')).toBe(1);
    expect(await rowOf(message)).toMatchObject({ rev, metadata: { deleted_by: 'sender' } });
    expect(
      await sql`select 1 from public.message_versions where message_id = ${message.id}`,
    ).toEqual([]);
    expect(await run('messages')).toBe(0);
  });

  test('what was reported is kept, with its former versions, until an admin has decided', async () => {
    await set(sql, 'version_retention_days', KEPT_DAYS);
    const admin = await makeUser(sql, 'admin');
    const message = await say(mentor, 'pay me elsewhere');
    await asUser(sql, mentor, (tx) =>
      call(tx, 'edit_message', {
        p_id: message.id,
        p_content: 'hello',
        p_expected_rev: message.rev,
      }),
    );
    await age(message, KEPT_DAYS + 1);
    await sql`
      update public.message_versions set edited_at = edited_at - make_interval(days => ${KEPT_DAYS + 1})
      where message_id = ${message.id}`;
    const report = randomUUID();
    await asUser(sql, student, (tx) =>
      call(tx, 'report', {
        p_id: report,
        p_session_id: session,
        p_message_id: message.id,
        p_reason: 'off_platform',
      }),
    );
    expect(await run('messages')).toBe(0);
    expect(await run('versions')).toBe(0);
    await asUser(sql, admin, (tx) =>
      call(tx, 'resolve_report', { p_id: report, p_outcome: 'dismissed', p_note: 'A joke.' }),
    );
    expect(await run('versions')).toBe(1);
    expect(await run('messages')).toBe(1);
    expect(await rowOf(message)).toMatchObject({ content: null });
  });

  test('what happened to the session stays in it', async () => {
    await sql`select private.post_system_message(${session}, 'The session started.')`;
    await sql`update public.messages set created_at = now() - interval '1000 days' where session_id = ${session}`;
    expect(await run('messages')).toBe(0);
  });

  test('goes in batches', async () => {
    for (let n = 0; n < 5; n += 1) await age(await say(student, `old ${n}`), KEPT_DAYS + 1);
    expect([await run('messages', 2), await run('messages', 2), await run('messages', 2)]).toEqual([
      2, 2, 1,
    ]);
  });

  test('waits neither for a message nor for a session that somebody else holds', async () => {
    const free = await say(student, 'free');
    const held = await say(student, 'held');
    for (const message of [free, held]) await age(message, KEPT_DAYS + 1);
    await sql.begin(async (tx) => {
      await tx`select 1 from public.messages where id = ${held.id} for no key update`;
      expect(await run('messages')).toBe(1);
    });
    expect((await rowOf(held)).content).toBe('held');
    await sql.begin(async (tx) => {
      await tx`select 1 from public.sessions where id = ${session} for no key update`;
      expect(await run('messages')).toBe(0);
    });
    expect(await run('messages')).toBe(1);
  });

  test('races with senders, readers and a second round: nothing is lost, nothing counted twice', async () => {
    const old: Sent[] = [];
    for (let n = 0; n < 20; n += 1) old.push(await say(student, `old ${n}`));
    for (const message of old) await age(message, KEPT_DAYS + 1);
    const rounds = async () => {
      let done = 0;
      for (let n = 0; n < 20; n += 1) done += await run('messages', 3);
      return done;
    };
    const talk = async () => {
      for (let n = 0; n < 10; n += 1) await say(student, `new ${n}`, null);
    };
    const [one, two] = await Promise.all([rounds(), rounds(), talk()]);
    const rest = await run('messages');
    expect(one + two + rest).toBe(20);
    expect(await stateOf(mentor)).toEqual({ unread_count: 10, unread_from_seq: 21 });
    const [revs] = await sql`
      select count(distinct rev)::int as n, max(rev) as top from public.messages where session_id = ${session}`;
    expect(revs).toEqual({ n: 30, top: (await sessionRow()).last_rev });
  });
});

describe('former versions', () => {
  test('go after their days, and the message itself stays', async () => {
    const message = await say(student, 'frist');
    await asUser(sql, student, (tx) =>
      call(tx, 'edit_message', { p_id: message.id, p_content: 'first', p_expected_rev: 1 }),
    );
    const versions = () =>
      sql`select version from public.message_versions where message_id = ${message.id}`;
    await sql`update public.message_versions set edited_at = now() - interval '101 days'`;
    expect(await run('versions')).toBe(0);
    await set(sql, 'version_retention_days', 101);
    expect(await run('versions')).toBe(0);
    await set(sql, 'version_retention_days', KEPT_DAYS);
    expect(await run('versions')).toBeGreaterThan(0);
    expect(await versions()).toEqual([]);
    expect(await rowOf(message)).toMatchObject({
      content: 'first',
      edited_at: expect.any(Date) as Date,
    });
  });
});

describe('receipt marks', () => {
  const mark = (days: number, seq: number, who = mentor) => sql`
    insert into public.receipt_marks (session_id, user_id, at, delivered_seq, read_seq)
    values (${session}, ${who}, date_trunc('second', now()) - make_interval(days => ${days}), ${seq}, ${seq})`;
  const left = async (who = mentor) => {
    const rows = await sql<{ seq: number }[]>`
      select delivered_seq as seq from public.receipt_marks
      where session_id = ${session} and user_id = ${who} order by at`;
    return rows.map((row) => row.seq);
  };

  test('of the old ones the newest stays, and answers for those before it', async () => {
    await mark(200, 1);
    await mark(150, 2);
    await mark(120, 3);
    await mark(1, 4);
    await mark(300, 1, student);
    expect(await run('marks')).toBe(0);
    await set(sql, 'mark_retention_days', KEPT_DAYS);
    expect(await run('marks')).toBe(2);
    expect(await left()).toEqual([3, 4]);
    expect(await left(student)).toEqual([1]);
    expect(await run('marks')).toBe(0);
    // The next to pass takes the one that had stayed.
    await set(sql, 'mark_retention_days', 0);
    await sql`update private.marks_passed set at = '-infinity'`;
    await mark(110, 3);
    await set(sql, 'mark_retention_days', KEPT_DAYS);
    expect(await run('marks', 1)).toBe(0);
    while ((await run('marks', 1)) === 0);
    expect(await left()).toEqual([3, 4]);
  });

  test('a second round at once has nothing to do', async () => {
    await set(sql, 'mark_retention_days', KEPT_DAYS);
    await sql`update private.marks_passed set at = '-infinity'`;
    await mark(200, 1);
    await mark(150, 2);
    await sql.begin(async (tx) => {
      await tx`select private.purge_marks()`;
      expect(await run('marks')).toBe(0);
    });
    expect(await left()).toEqual([2]);
  });
});

describe('the audit log', () => {
  /** A line of so many days ago. */
  const line = (days: number) => sql`
    insert into public.audit_log (actor_label, action, created_at)
    values ('Elena Petrova (admin)', 'look', now() - make_interval(days => ${days}))`;
  const lines = async () => {
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from public.audit_log where action = 'look'`;
    return row!.n;
  };
  const purged = () => sql`
    select actor_label, details from public.audit_log where action = 'purge_audit_log' order by created_at`;

  test('loses what is old enough to its job, which says so in it', async () => {
    await line(400);
    await line(364);
    expect(await run('audit_log')).toBe(0);
    await set(sql, 'audit_retention_days', 365);
    expect(await run('audit_log')).toBe(1);
    expect(await lines()).toBe(1);
    expect(await purged()).toEqual([
      {
        actor_label: 'scheduled work',
        details: { lines: 1, before: expect.any(String) as string },
      },
    ]);
    expect(await run('audit_log')).toBe(0);
    expect(await purged()).toHaveLength(1);
  });

  test('remembers ninety days, whatever an admin sets', async () => {
    await set(sql, 'audit_retention_days', 1);
    await line(89);
    const before = await lines();
    await run('audit_log');
    expect(await lines()).toBe(before - 1); // the one of 364 days ago
    await line(92);
    expect(await run('audit_log')).toBe(1);
  });

  test('is append-only for everybody else, and the job leaves no door open', async () => {
    await set(sql, 'audit_retention_days', 100);
    await line(200);
    const forbidden = { sqlstate: '42501' };
    const admin = await makeUser(sql, 'admin');
    expect(
      await refusal(asUser(sql, admin, (tx) => tx`delete from public.audit_log`)),
    ).toMatchObject(forbidden);
    expect(await refusal(sql`delete from public.audit_log`)).toMatchObject(forbidden);
    const after = sql.begin(async (tx) => {
      await tx`select private.purge_audit_log(0)`;
      await tx`delete from public.audit_log`;
    });
    expect(await refusal(after)).toMatchObject(forbidden);
    // Not even with the job's own key: young lines stay.
    await line(99);
    const forged = sql.begin(async (tx) => {
      await tx`select set_config('chat.purging_audit_log', 'yes', true)`;
      await tx`delete from public.audit_log`;
    });
    expect(await refusal(forged)).toMatchObject(forbidden);
    expect(
      await refusal(asUser(sql, admin, (tx) => tx`select private.purge_audit_log()`)),
    ).toMatchObject(forbidden);
  });
});

test('the jobs find what is old by an index', async () => {
  await sql`
    insert into public.messages (id, session_id, seq, rev, sender_id, content)
    select gen_random_uuid(), ${session}, n, n, ${student}, 'x' from generate_series(1, 3000) n`;
  await sql.unsafe('analyze public.messages');
  const plan = await sql<{ 'QUERY PLAN': string }[]>`
    explain select id from public.messages m
    where (m.created_at at time zone 'UTC')::date < '2020-01-01'::date
      and m.purged_at is null and (m.message_type <> 'system' or m.metadata ->> 'event' = 'admin_message')
    order by (m.created_at at time zone 'UTC')::date limit 500 for no key update skip locked`;
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('messages_kept_idx');
});
