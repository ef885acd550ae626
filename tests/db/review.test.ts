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
  untilBlocked,
  type Tx,
} from '../support/database.ts';
import { putFile } from '../support/stored-files.ts';

const { sql } = await createTestDatabase();
const SECRET = 'words for two';
const WHY = 'a report of harassment';
const NOT_FOUND = {
  sqlstate: 'PT404',
  message: 'This conversation does not exist or is not yours.',
  detail: { code: 'not_found' },
};
let admin: string;
let student: string;
let mentor: string;
let session: string;
/** Sent with a file and edited; sent and deleted, with a file. */
let edited: string;
let deleted: string;
let files: string[];

interface Grant {
  id: string;
  session_id: string;
  reason: string;
  granted_at: string;
  expires_at: string;
}

beforeAll(() => set(sql, 'messages_per_minute', 1_000_000));
beforeEach(async () => {
  await set(sql, 'review_minutes', 30);
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  student = await makeUser(sql, 'student', 'Nora Lind');
  mentor = await makeUser(sql, 'mentor', 'Theo Brandt');
  session = await makeSession(sql, student, mentor);
  files = [
    await putFile(sql, session, student),
    await putFile(sql, session, student),
    await putFile(sql, session, student),
  ];
  await asUser(sql, student, async (tx) => {
    const first = await send(tx, session, `${SECRET}, first`, {
      attachments: [{ path: files[0]!, name: 'a.pdf' }],
    });
    const second = await send(tx, session, `${SECRET}, taken back`, {
      attachments: [{ path: files[1]!, name: 'b.pdf' }],
    });
    edited = first!.id;
    deleted = second!.id;
    await call(tx, 'edit_message', {
      p_id: edited,
      p_content: `${SECRET}, edited`,
      p_expected_rev: 1,
    });
    await call(tx, 'delete_message', { p_id: deleted });
  });
  await asUser(sql, mentor, async (tx) => {
    await call(tx, 'set_reaction', { p_message_id: edited, p_emoji: '👍', p_on: true });
    await call(tx, 'pin_message', { p_message_id: edited, p_on: true });
    await call(tx, 'mark_read', { p_session_id: session, p_seq: 2 });
  });
});

const review = (id = session, reason: string | null = WHY, who = admin) =>
  asUser(sql, who, (tx) =>
    call<Grant>(tx, 'review_session', { p_session_id: id, p_reason: reason }),
  );
const end = (id = session, who = admin) =>
  asUser(sql, who, (tx) => call(tx, 'end_review', { p_session_id: id }));
const reviews = (who: string, id = session) =>
  asUser(sql, who, (tx) =>
    call<{ at: string; role: string; ended_at: string | null }[]>(tx, 'list_reviews', {
      p_session_id: id,
    }),
  );
const runOut = () =>
  sql`update public.review_grants set expires_at = clock_timestamp() where admin_id = ${admin}`;
const logged = () =>
  sql`select actor_id, action, session_id, reason from public.audit_log
      where actor_id = ${admin} order by created_at`;

/** Rows of the session that somebody reads, by table; whatever has a session_id, from the catalog. */
async function rows(who: string): Promise<Record<string, number>> {
  const relations = await sql<{ name: string; column: string }[]>`
    select c.relname as name, a.attname as "column"
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
      and has_column_privilege('authenticated', c.oid, a.attnum, 'SELECT')
      and (a.attname = 'session_id' or c.relname = 'sessions' and a.attname = 'id'
        or c.relname = 'message_delivery' and a.attname = 'message_id')`;
  const seen: Record<string, number> = {};
  for (const { name, column } of relations) {
    const [row] = await asUser(sql, who, (tx) =>
      tx.unsafe<{ n: number }[]>(
        `select count(*)::int as n from public.${name} where ${column} = any ($1::uuid[])`,
        [[session, edited, deleted]],
      ),
    );
    if (row!.n > 0) seen[name] = row!.n;
  }
  return seen;
}
const stored = (who: string) =>
  asUser(sql, who, async (tx) => {
    const found = await tx<{ name: string }[]>`
      select name from storage.objects where bucket_id = 'attachments' and name = any (${files})`;
    return found.map((row) => row.name).sort();
  });

/** What a grant opens, and nothing else does for somebody who takes no part. */
const READS: [string, Record<string, string | number>][] = [
  ['get_session', {}],
  ['get_messages', {}],
  ['sync_session', { p_since_rev: 0 }],
  ['get_messages_by_id', { p_ids: '{}' }],
  ['seq_at', { p_at: '2020-01-01' }],
  ['export_session', {}],
  ['review_timeline', {}],
];
/** What stays closed under a grant. */
const CLOSED: [string, Record<string, string | number | boolean>][] = [
  ['mark_read', { p_seq: 1 }],
  ['mark_delivered', { p_seq: 1 }],
  ['mark_unread_from', { p_seq: 1 }],
  ['list_pins', {}],
  ['list_attachments', { p_kind: 'files' }],
  ['search_messages', { p_query: 'words' }],
  ['set_session_state', { p_archived: true }],
  ['reschedule_session', { p_scheduled_at: '2030-01-01' }],
  ['request_extension', { p_minutes: 15 }],
  ['leave_session', {}],
  ['rate_session', { p_stars: 1 }],
  ['report', { p_id: randomUUID(), p_reason: 'spam', p_message_id: randomUUID() }],
];
const ofMessage: [string, Record<string, string | boolean | number>][] = [
  ['edit_message', { p_content: 'mine', p_expected_rev: 9 }],
  ['delete_message', {}],
];
const ask = (who: string, name: string, args: object) =>
  asUser(sql, who, (tx) => call(tx, name, { p_session_id: session, ...args }));

/** Nothing at all of the session, by any path. */
async function expectClosed(who = admin): Promise<void> {
  const seen = await rows(who);
  delete seen['review_grants'];
  delete seen['audit_log'];
  expect(seen).toEqual({});
  expect(await stored(who)).toEqual([]);
  for (const [name, args] of READS)
    expect(await refusal(ask(who, name, args)), name).toEqual(NOT_FOUND);
  // The suspended hear of that first.
  for (const [name, args] of CLOSED)
    expect(['PT404', '42501'], name).toContain((await refusal(ask(who, name, args))).sqlstate);
  const found = await asUser(sql, who, (tx) =>
    call<{ items: unknown[] }>(tx, 'search_messages', { p_query: 'words' }),
  );
  expect(found.items).toEqual([]);
  expect(JSON.stringify(await asUser(sql, who, (tx) => call(tx, 'list_sessions')))).not.toContain(
    session,
  );
}

describe('without a live grant an admin reads nothing', () => {
  test('before any', () => expectClosed());

  test('after the clock ran out, within the same transaction, too', async () => {
    await review();
    await runOut();
    await expectClosed();
    const count = (tx: Tx) => tx`select count(*)::int as n from public.messages`;
    const counts = await asUser(sql, admin, async (tx) => {
      await call(tx, 'review_session', { p_session_id: session, p_reason: WHY });
      const before = await count(tx);
      await tx`reset role`;
      await tx`update public.review_grants set expires_at = clock_timestamp() where admin_id = ${admin}`;
      await tx`set local role authenticated`;
      return [...before, ...(await count(tx))];
    });
    expect(counts).toEqual([{ n: 2 }, { n: 0 }]);
  });

  test('after ending it', async () => {
    await review();
    await end();
    await expectClosed();
  });

  test('once demoted or suspended while reviewing', async () => {
    await review();
    await sql`update public.profiles set role = 'mentor' where id = ${admin}`;
    await expectClosed();
    await sql`update public.profiles set role = 'admin' where id = ${admin}`;
    expect(await rows(admin)).not.toEqual({});
    await sql`insert into private.account_states (user_id, suspended_at) values (${admin}, now())`;
    await expectClosed();
  });

  test('of one session while another is reviewed, nor does another admin', async () => {
    const other = await makeSession(sql, student, mentor);
    await review();
    await review(other);
    await expectClosed();
    await review();
    await expectClosed(await makeUser(sql, 'admin'));
  });
});

describe('under a grant an admin', () => {
  test('reads the transcript, what was changed and removed, and the files', async () => {
    await review();
    expect(await rows(admin)).toEqual({
      messages: 2,
      message_reactions: 1,
      message_versions: 2,
      review_grants: 1,
      sessions: 1,
      audit_log: 1,
    });
    for (const [name, args] of READS) await ask(admin, name, args);
    // The third was uploaded and never sent.
    expect(await stored(admin)).toEqual([files[0]!, files[1]!].sort());
    const page = await asUser(sql, admin, (tx) =>
      call<{ items: { content: string | null }[] }>(tx, 'get_messages', { p_session_id: session }),
    );
    expect(page.items.map((item) => item.content)).toEqual([`${SECRET}, edited`, null]);
  });

  test('reads what was said when, page by page', async () => {
    await review();
    const first = await asUser(sql, admin, (tx) =>
      call<{ next_cursor: number | null; events: unknown[] }>(tx, 'review_timeline', {
        p_session_id: session,
        p_limit: 1,
      }),
    );
    expect(first).toMatchObject({
      items: [
        {
          message_id: edited,
          seq: 1,
          sender_id: student,
          deleted_at: null,
          deleted_by: null,
          versions: [{ version: 1, content: `${SECRET}, first`, reason: 'edit' }],
        },
      ],
      has_more: true,
      next_cursor: 1,
    });
    const rest = await asUser(sql, admin, (tx) =>
      call(tx, 'review_timeline', { p_session_id: session, p_after_seq: 1 }),
    );
    expect(rest).toMatchObject({
      items: [
        {
          message_id: deleted,
          deleted_by: 'sender',
          versions: [
            {
              content: `${SECRET}, taken back`,
              attachments: [{ path: files[1] }],
              replaced_at: expect.any(String) as string,
              reason: 'delete',
            },
          ],
        },
      ],
      has_more: false,
      next_cursor: null,
      events: [],
    });
  });

  test('sees the session with everybody’s name, and neither receipts nor presence', async () => {
    await sql`update public.participants set left_at = now() where user_id = ${mentor}`;
    await review();
    const item = await asUser(sql, admin, (tx) =>
      call(tx, 'get_session', { p_session_id: session }),
    );
    expect(item).toMatchObject({
      id: session,
      under_review: true,
      my_role: 'admin',
      from_seq: 1,
      unread_count: 0,
      last_seq: 2,
    });
    expect((item as { peers: unknown[] }).peers).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          user_id: mentor,
          full_name: 'Theo Brandt',
          presence: 'offline',
          last_seen: null,
          read_seq: null,
        }),
      ]),
    );
    const changes = await asUser(sql, admin, (tx) =>
      call<{ receipts: unknown[] }>(tx, 'sync_session', { p_session_id: session, p_since_rev: 0 }),
    );
    expect(changes.receipts).toEqual([]);
  });

  test('has the keys of a participant’s session', async () => {
    await review();
    const keys = async (who: string) =>
      Object.keys(
        await asUser(sql, who, (tx) => call<object>(tx, 'get_session', { p_session_id: session })),
      );
    expect(await keys(admin)).toEqual(expect.arrayContaining(await keys(student)));
  });

  test('writes nothing, marks nothing and hears no topic', async () => {
    await review();
    const before = await sql`select last_rev, last_seq from public.sessions where id = ${session}`;
    for (const [name, args] of CLOSED)
      expect(await refusal(ask(admin, name, args)), name).toEqual(NOT_FOUND);
    for (const [name, args] of ofMessage)
      expect(
        (await refusal(asUser(sql, admin, (tx) => call(tx, name, { p_id: edited, ...args }))))
          .sqlstate,
        name,
      ).toBe('PT404');
    for (const [name, args] of [
      ['set_reaction', { p_emoji: '👍', p_on: true }],
      ['pin_message', { p_on: false }],
      ['set_bookmark', { p_on: true }],
    ] as const)
      expect(
        (
          await refusal(
            asUser(sql, admin, (tx) => call(tx, name, { p_message_id: edited, ...args })),
          )
        ).sqlstate,
        name,
      ).toBe('PT404');
    expect(await refusal(asUser(sql, admin, (tx) => send(tx, session, 'hello')))).toMatchObject({
      sqlstate: '42501',
    });
    const topics = await asUser(
      sql,
      admin,
      (tx) =>
        tx`select private.can_read_topic(${`session:${session}`}) as read,
             private.can_write_topic(${`session:${session}`}) as write,
             private.may_upload_attachment(${`${session}/${admin}/${randomUUID()}.pdf`}) as upload`,
    );
    expect(topics).toEqual([{ read: false, write: false, upload: false }]);
    expect(await sql`select last_rev, last_seq from public.sessions where id = ${session}`).toEqual(
      before,
    );
    expect(await sql`select 1 from public.receipts where user_id = ${admin}`).toEqual([]);
  });

  test('who joined late reads the beginning, too, as long as it lasts', async () => {
    await asUser(sql, admin, (tx) =>
      call(tx, 'join_session', { p_session_id: session, p_reason: 'to help' }),
    );
    const seen = async () => (await rows(admin))['messages'];
    expect(await seen()).toBe(1);
    await review();
    expect(await seen()).toBe(3);
    await runOut();
    expect(await seen()).toBe(1);
  });
});

describe('granting', () => {
  test('says until when, is kept with its reason, and one ends the former', async () => {
    const grant = await review(session, `  ${WHY} `);
    expect(grant).toMatchObject({
      session_id: session,
      admin_id: admin,
      reason: WHY,
      ended_at: null,
    });
    expect(Date.parse(grant.expires_at) - Date.parse(grant.granted_at)).toBeCloseTo(
      30 * 60_000,
      -3,
    );
    const other = await makeSession(sql, student, mentor);
    await review(other);
    const live = await asUser(
      sql,
      admin,
      (tx) => tx`select session_id from public.review_grants where ended_at is null`,
    );
    expect(live).toEqual([{ session_id: other }]);
    await end(other);
    await end(other);
    expect(await logged()).toEqual([
      { actor_id: admin, action: 'review_session', session_id: session, reason: WHY },
      { actor_id: admin, action: 'end_review', session_id: session, reason: null },
      { actor_id: admin, action: 'review_session', session_id: other, reason: WHY },
      { actor_id: admin, action: 'end_review', session_id: other, reason: null },
    ]);
  });

  test('again renews it', async () => {
    const first = await review();
    await sql`update public.review_grants set expires_at = now() + interval '1 minute' where id = ${first.id}`;
    const second = await review();
    expect(Date.parse(second.expires_at)).toBeGreaterThan(Date.now() + 25 * 60_000);
    expect(await rows(admin)).toMatchObject({ messages: 2 });
  });

  test('twice at once leaves one live', async () => {
    const other = await makeSession(sql, student, mentor);
    await Promise.all([review(), review(other), review()]);
    const live =
      await sql`select 1 from public.review_grants where admin_id = ${admin} and ended_at is null`;
    expect(live).toHaveLength(1);
  });

  test.each([null, '', '   ', 'too short', `${'x'.repeat(9)}   `])(
    'refused without a reason: %j',
    async (reason) => {
      expect(await refusal(review(session, reason))).toEqual({
        sqlstate: 'PT422',
        message: 'Say why, in 10 characters at least: it is kept.',
        detail: {
          code: 'invalid',
          fields: { reason: 'Say why, in 10 characters at least: it is kept.' },
        },
      });
      await expectClosed();
    },
  );

  test('refused: too many words, a session that is gone, anybody but active admins', async () => {
    expect(await refusal(review(session, 'x'.repeat(501)))).toMatchObject({
      message: 'This is too long: 501 characters, 500 at most.',
    });
    await sql`delete from public.sessions where id = ${session}`;
    expect(await refusal(review())).toEqual(NOT_FOUND);
    const suspended = await makeUser(sql, 'admin');
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    for (const who of [student, mentor, suspended])
      for (const attempt of [() => review(session, WHY, who), () => end(session, who)])
        expect(await refusal(attempt())).toMatchObject({
          sqlstate: '42501',
          message: 'Only admins may do this.',
        });
    expect(await logged()).toEqual([]);
  });

  test('an admin who is demoted while the request waits gets none', async () => {
    let waiting: Promise<unknown> | undefined;
    await sql.begin(async (tx) => {
      await tx`select private.lock_user(${admin})`;
      await tx`update public.profiles set role = 'student' where id = ${admin}`;
      waiting = refusal(review());
      await untilBlocked(sql);
    });
    expect(await waiting).toMatchObject({ sqlstate: '42501' });
    expect(await sql`select 1 from public.review_grants where admin_id = ${admin}`).toEqual([]);
  });

  test('is nobody’s to write, and other admins do not read it in the table', async () => {
    const grant = await review();
    const other = await makeUser(sql, 'admin');
    for (const statement of [
      `insert into public.review_grants (session_id, admin_id, reason, expires_at)
       values ('${session}', '${other}', 'let me read it', now() + interval '1 hour')`,
      `update public.review_grants set expires_at = now() + interval '1 year'`,
      `delete from public.review_grants`,
    ])
      expect(
        (await refusal(asUser(sql, other, (tx) => tx.unsafe(statement)))).sqlstate,
        statement,
      ).toBe('42501');
    const seen = (who: string) =>
      asUser(sql, who, (tx) => tx`select 1 from public.review_grants where id = ${grant.id}`);
    expect(await seen(admin)).toHaveLength(1);
    for (const who of [other, student]) expect(await seen(who)).toEqual([]);
  });
});

describe('the people in it', () => {
  test('see that a review took place, when and by which role, and not whose or why', async () => {
    await review();
    for (const who of [student, mentor, admin])
      expect(await reviews(who)).toEqual([
        { at: expect.any(String) as string, role: 'admin', ended_at: null },
      ]);
    expect(JSON.stringify(await reviews(student))).not.toMatch(/Elena|harassment/);
    await end();
    const [ended] = await reviews(student);
    expect(ended!.ended_at).not.toBeNull();
    await review();
    await runOut();
    const [ran] = await reviews(student);
    expect(ran!.ended_at).not.toBeNull();
    expect(await reviews(student)).toHaveLength(2);
    expect(await refusal(reviews(await makeUser(sql, 'student')))).toEqual(NOT_FOUND);
    expect(await refusal(reviews(admin, randomUUID()))).toEqual(NOT_FOUND);
  });

  test('hear of its beginning and end, by a row that changed', async () => {
    const heard = () =>
      sql`select distinct payload -> 'session' -> 'metadata' ->> 'reviews_changed_at' as at
          from realtime.messages where topic = ${`user:${student}`} and event = 'session'
            and payload -> 'session' ->> 'id' = ${session}
            and payload -> 'session' -> 'metadata' ? 'reviews_changed_at'`;
    await review();
    expect(await heard()).toHaveLength(1);
    await end();
    expect(await heard()).toHaveLength(2);
    expect(
      await sql`select 1 from realtime.messages where topic in (${`user:${admin}`}, ${`session:${session}`})`,
    ).toEqual([]);
  });

  test('see it when the admin’s account is gone', async () => {
    await review();
    await sql`delete from auth.users where id = ${admin}`;
    expect(await reviews(student)).toHaveLength(1);
  });
});
