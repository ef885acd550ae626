import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
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
} from '../support/database.ts';
import { allTables, countNaming, liveALife, PERSON_COLUMNS, type Life } from './person-columns.ts';

const { sql } = await createTestDatabase(8);

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
});

const remove = (who: string, confirm: string | null) =>
  asUser(sql, who, (tx) => call(tx, 'delete_account', { p_confirm: confirm }));
const mailOf = (id: string) => `${id}@example.com`;

/** How an account may end: by its owner, or by an operator at the auth service. */
const ENDINGS: [string, (id: string) => Promise<unknown>][] = [
  ['delete_account', (id) => remove(id, ` ${mailOf(id).toUpperCase()} `)],
  ['an operator’s deletion', (id) => sql`delete from auth.users where id = ${id}`],
];

const tableCounts = async () => {
  const counts: Record<string, number> = {};
  for (const table of await allTables(sql)) {
    const [row] = await sql.unsafe<{ n: number }[]>(`select count(*)::int as n from ${table}`);
    counts[table] = row!.n;
  }
  return counts;
};
/** Rows of every table, of auth's, and of stored files that hold a text. */
const holding = async (text: string) => {
  const found: string[] = [];
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = any (array['public', 'private', 'auth', 'storage']::regnamespace[]) and c.relkind in ('r', 'p')`;
  for (const { name } of tables) {
    const [row] = await sql.unsafe<{ n: number }[]>(
      `select count(*)::int as n from ${name} t where strpos(t::text, $1) > 0`,
      [text],
    );
    if (row!.n > 0) found.push(name);
  }
  return found;
};
const look = (who: string, session: string) =>
  asUser(sql, who, (tx) =>
    call<{
      status: string;
      last_rev: number;
      last_message: string | null;
      ended_reason: string | null;
      unread_count: number;
      peers: unknown[];
    }>(tx, 'get_session', { p_session_id: session }),
  );
interface Item {
  seq: number;
  rev: number;
  sender_id: string | null;
  content: string | null;
  attachments: unknown[];
  reactions: unknown[];
  deleted_at: string | null;
  message_type: string;
}
const sync = (who: string, session: string, rev: number) =>
  asUser(sql, who, (tx) =>
    call<{ items: Item[] }>(tx, 'sync_session', { p_session_id: session, p_since_rev: rev }),
  );

describe.each(ENDINGS)('after %s', (_how, end) => {
  // No word of another test, and none of the ids.
  const mark = `zebra${randomUUID().replaceAll('-', '')}`;
  let life: Life;
  let before: Record<string, number>;
  let after: Record<string, number>;
  let named: Record<string, number>;
  let revs: Record<string, number>;
  /** Of tables whose rows do not name the person themselves: how many must come and go. */
  let others: Record<string, number>;
  const OPEN = 3;

  beforeAll(async () => {
    life = await liveALife(sql, mark);
    before = await tableCounts();
    named = await countNaming(sql, life.person);
    const sessions = Object.values(life.sessions);
    const [rows] = await sql<Record<string, number>[]>`
      select
        (select count(*)::int from public.message_versions v join public.messages m on m.id = v.message_id
          where m.sender_id = ${life.person}) as versions,
        (select count(*)::int from private.message_search x join public.messages m using (session_id, seq)
          where m.sender_id = ${life.person}) as terms,
        (select count(*)::int from public.message_reactions r join public.messages m on m.id = r.message_id
          where m.sender_id = ${life.person} and r.user_id <> ${life.person}) as reactions,
        (select count(*)::int from public.pins n join public.messages m on m.id = n.message_id
          where m.sender_id = ${life.person}) as pins,
        (select count(*)::int from private.reminders r where r.user_id <> ${life.person}
          and r.session_id = any (${sessions})) as reminders`;
    revs = Object.fromEntries(
      (
        await sql<{ id: string; last_rev: number }[]>`
          select id, last_rev from public.sessions where id = any (${sessions})`
      ).map((row) => [row.id, row.last_rev]),
    );
    // What removing messages queued before stays queued, once.
    const [queued] = await sql<{ n: number }[]>`
      select count(*)::int as n from private.file_deletions where path = any (${life.files})`;
    await end(life.person);
    after = await tableCounts();
    others = {
      'private.file_deletions': life.files.length - queued!.n,
      'private.message_search': -rows!['terms']!,
      'private.reminders': -rows!['reminders']!,
      'private.sessions_to_count': OPEN,
      'public.message_reactions': -rows!['reactions']!,
      'public.message_versions': -rows!['versions']!,
      'public.messages': OPEN,
      'public.notifications': OPEN,
      'public.pins': -rows!['pins']!,
      'public.session_events': OPEN,
      'public.audit_log': _how === 'delete_account' ? 1 : 0,
    };
  });

  test('no column names the person but those that say why', async () => {
    const counts = await countNaming(sql, life.person);
    for (const [name, { deleted }] of Object.entries(PERSON_COLUMNS))
      if (deleted === 'gone') expect(counts[name], name).toBe(0);
  });

  test('every table has lost what was theirs and nothing else', () => {
    for (const table of Object.keys(before)) {
      // A row that names the person twice goes once; no such row is among those that go, but in blocks, one each.
      const theirs = Object.entries(PERSON_COLUMNS)
        .filter(
          ([name, { deleted }]) =>
            name.startsWith(`${table}.`) &&
            deleted === 'gone' &&
            // These are emptied, or lose the name only.
            !['public.sessions', 'public.ratings'].includes(table),
        )
        .reduce((sum, [name]) => sum + named[name]!, 0);
      const ratings = table === 'public.ratings' ? named['public.ratings.ratee_id']! : 0;
      expect(after[table], table).toBe(before[table]! - theirs - ratings + (others[table] ?? 0));
    }
  });

  test('nothing they wrote, showed or were called is stored anywhere', async () => {
    expect(await holding(mark)).toEqual([]);
  });

  test('they cannot sign in, and no sign-in is left', async () => {
    for (const table of ['auth.users', 'auth.identities', 'auth.sessions'])
      expect(
        await sql.unsafe(`select 1 from ${table} t where strpos(t::text, $1) > 0`, [life.person]),
        table,
      ).toEqual([]);
  });

  test('every file of theirs is queued to be deleted', async () => {
    const left = await sql`
      select o.name from storage.objects o
      where strpos(o.name, ${life.person}) > 0
        and not exists (select 1 from private.file_deletions d where d.bucket = o.bucket_id and d.path = o.name)`;
    expect(left).toEqual([]);
    expect(life.files.length).toBe(4);
  });

  test('open sessions have ended as their arrows allow, others go on', async () => {
    const statuses: Record<string, string> = {};
    for (const [name, id] of Object.entries(life.sessions))
      statuses[name] = (await look(life.peer, id)).status;
    expect(statuses).toEqual({
      running: 'completed',
      accepted: 'expired',
      requested: 'expired',
      completed: 'completed',
      joined: 'in_progress',
    });
    expect((await look(life.peer, life.sessions.running)).ended_reason).toBe('account_deleted');
    expect((await look(life.peer, life.sessions.running)).peers).toEqual([]);
  });

  test('others catch up to it: tombstones, no reactions of theirs, and their own words untouched', async () => {
    const session = life.sessions.running;
    const { items } = await sync(life.peer, session, revs[session]!);
    expect(items.map((item) => item.rev)).toEqual([...items.map((item) => item.rev)].sort());
    expect(new Set(items.map((item) => item.rev)).size).toBe(items.length);
    expect((await look(life.peer, session)).last_rev).toBe(items.at(-1)!.rev);
    const { items: all } = await sync(life.peer, session, 0);
    all.sort((a, b) => a.seq - b.seq);
    const theirs = all.filter((item) => item.sender_id === life.person);
    expect(theirs).toHaveLength(2);
    for (const item of theirs) {
      expect(item).toMatchObject({ content: null, attachments: [], reactions: [] });
      expect(item.deleted_at).not.toBeNull();
    }
    const mine = all.filter((item) => item.sender_id === life.peer);
    expect(mine.map((item) => item.content)).toEqual(['of the peer', 'an answer']);
    expect(mine[0]!.reactions).toEqual([]);
    expect(all.at(-1)).toMatchObject({
      message_type: 'system',
      content: 'The session ended because an account was deleted.',
    });
    // What the system said of them, without their name.
    const { items: accepted } = await sync(life.peer, life.sessions.accepted, 0);
    expect(accepted.map((item) => item.content)).toContain('Deleted account accepted the request.');
    const titles = await sql<{ title: string }[]>`
      select title from public.notifications where session_id = ${life.sessions.accepted} and user_id = ${life.peer}`;
    expect(titles).toContainEqual({ title: 'Deleted account accepted your request' });
  });

  test('unread counts and previews are as if counted anew', async () => {
    const wrong = await sql`
      select s.id, st.user_id, st.unread_count from public.sessions s join public.participant_state st on st.session_id = s.id
      where st.unread_count <> (
        select count(*) from public.messages m where m.session_id = s.id and m.seq > st.last_read_seq
          and m.sender_id <> st.user_id and m.message_type <> 'system' and m.deleted_at is null
      )`;
    expect(wrong).toEqual([]);
    const broken = await sql`
      select s.id from public.sessions s
      where s.last_seq <> (select count(*) from public.messages m where m.session_id = s.id)
        or s.last_rev <> (select coalesce(max(rev), 0) from public.messages m where m.session_id = s.id)`;
    expect(broken).toEqual([]);
  });

  test('the others are told at once, with the rev up to which to fetch', async () => {
    for (const session of Object.values(life.sessions)) {
      const { last_rev } = await look(life.peer, session);
      const told = await sql<{ peers: { user_id: string }[] }[]>`
        select payload -> 'session' -> 'peers' as peers from realtime.messages
        where topic = ${`user:${life.peer}`} and event = 'session' and payload -> 'session' ->> 'id' = ${session}
          and (payload -> 'session' ->> 'last_rev')::int = ${last_rev}`;
      expect(told.map(({ peers }) => peers.map((peer) => peer.user_id))).toContainEqual(
        session === life.sessions.joined ? [life.admin] : [],
      );
    }
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from public.notifications
      where user_id = ${life.peer} and data ->> 'event' = 'account_deleted'`;
    expect(row).toEqual({ n: OPEN });
  });

  test('a session that goes on takes messages', async () => {
    await asUser(sql, life.peer, (tx) => send(tx, life.sessions.joined, 'still here'));
  });

  test('what is left of their sign-in reads nothing and writes nothing', async () => {
    const { items } = await asUser(sql, life.person, (tx) =>
      call<{ items: unknown[] }>(tx, 'list_sessions'),
    );
    expect(items).toEqual([]);
    for (const [name, args] of [
      ['get_messages', { p_session_id: life.sessions.running }],
      ['claim_connection', { p_device: 'x' }],
      ['delete_account', { p_confirm: life.email }],
      ['apply_as_mentor', { p_statement: 'again' }],
      ['set_block', { p_user_id: life.peer, p_on: true }],
    ] as const)
      expect(['PT401', 'PT404'], name).toContain(
        (await refusal(asUser(sql, life.person, (tx) => call(tx, name, args)))).sqlstate,
      );
    expect(
      (await refusal(asUser(sql, life.person, (tx) => send(tx, life.sessions.joined, 'boo'))))
        .sqlstate,
    ).toBe('42501');
  });
});

describe('deleting an account', () => {
  test.each([null, '', 'somebody@else.example', 'yes'])(
    'not with %j for a confirmation',
    async (confirm) => {
      const person = await makeUser(sql);
      expect((await refusal(remove(person, confirm))).detail).toMatchObject({
        fields: { confirm: 'Type the e-mail address of your account to delete it.' },
      });
      expect(await sql`select 1 from public.profiles where id = ${person}`).toHaveLength(1);
    },
  );

  test('not by the suspended: signing up anew would undo it', async () => {
    const person = await makeUser(sql);
    await sql`insert into private.account_states (user_id, suspended_at) values (${person}, now())`;
    expect((await refusal(remove(person, mailOf(person)))).sqlstate).toBe('42501');
  });

  test('is on record without a name', async () => {
    const person = await makeUser(sql, 'student', 'Unmistakable');
    await remove(person, mailOf(person));
    expect(
      await sql`select actor_id, actor_label, action from public.audit_log where subject_user_id = ${person}`,
    ).toEqual([{ actor_id: person, actor_label: 'deleted account', action: 'account_deleted' }]);
  });

  test('takes along a session in which nobody is left', async () => {
    const [one, other] = [await makeUser(sql), await makeUser(sql, 'mentor')];
    const session = await makeSession(sql, one, other);
    await asUser(sql, one, (tx) => send(tx, session, 'hello'));
    await remove(one, mailOf(one));
    expect(await sql`select 1 from public.sessions where id = ${session}`).toHaveLength(1);
    await remove(other, mailOf(other));
    for (const table of ['sessions', 'messages', 'session_events'])
      expect(
        await sql.unsafe(
          `select 1 from public.${table} where ${table === 'sessions' ? 'id' : 'session_id'} = $1`,
          [session],
        ),
        table,
      ).toEqual([]);
  });

  test('both sides of several sessions at the same moment: no deadlock, nothing left', async () => {
    const pairs = [await makeUser(sql), await makeUser(sql, 'mentor')];
    const sessions: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      const [a, b] = n % 2 ? [pairs[0]!, pairs[1]!] : [pairs[1]!, pairs[0]!];
      sessions.push(await makeSession(sql, a, b));
      for (const who of pairs) await asUser(sql, who, (tx) => send(tx, sessions.at(-1)!, 'hello'));
    }
    await Promise.all(pairs.map((who) => remove(who, mailOf(who))));
    expect(await sql`select 1 from public.sessions where id = any (${sessions})`).toEqual([]);
  });

  test('while the other side writes, reacts and reads: all of it either before or refused', async () => {
    const [one, other] = [await makeUser(sql), await makeUser(sql, 'mentor')];
    const session = await makeSession(sql, one, other);
    const ids: string[] = [];
    for (let n = 0; n < 10; n += 1)
      ids.push((await asUser(sql, one, (tx) => send(tx, session, `n ${n}`)))!.id);
    const outcomes = await Promise.allSettled([
      remove(one, mailOf(one)),
      ...ids.map((id) =>
        asUser(sql, other, (tx) =>
          call(tx, 'set_reaction', { p_message_id: id, p_emoji: '👍', p_on: true }),
        ),
      ),
      ...ids.map((_, n) => asUser(sql, other, (tx) => send(tx, session, `answer ${n}`))),
      asUser(sql, other, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: 10 })),
      asUser(sql, one, (tx) => send(tx, session, 'a last word')),
    ]);
    expect(outcomes[0].status).toBe('fulfilled');
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect((outcome.reason as { code: string }).code).toMatch(/^(PT409|42501)$/);
    const [row] = await sql`
      select count(*)::int as n, max(rev) = s.last_rev as last,
        count(*) filter (where m.sender_id = ${one} and (content is not null or reactions <> '[]'))::int as theirs
      from public.messages m join public.sessions s on s.id = m.session_id where s.id = ${session} group by s.last_rev`;
    expect(row).toMatchObject({ last: true, theirs: 0 });
  });

  test('waits for a message on its way, and takes that along', async () => {
    const [one, other] = [await makeUser(sql), await makeUser(sql, 'mentor')];
    const session = await makeSession(sql, one, other);
    let removing: Promise<unknown> | undefined;
    await asUser(sql, one, async (tx) => {
      await send(tx, session, 'on its way');
      removing = remove(one, mailOf(one));
      await untilBlocked(sql);
    });
    await removing;
    expect(
      await sql`select content from public.messages where session_id = ${session} and sender_id = ${one}`,
    ).toEqual([{ content: null }]);
  });
});
