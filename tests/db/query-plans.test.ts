import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createTestDatabase, makeUser } from '../support/database.ts';

const SESSIONS_OF_BUSY = 1000;
const OTHER_SESSIONS = 1000;
const LONG_SESSION = 5000;
const PAGE = 50;
/** Generating takes a while on a busy machine. */
const PATIENCE_MS = 60_000;

/** Tables that grow; none of them may be walked. */
const GROWING = [
  'messages',
  'message_search',
  'bookmarks',
  'sessions',
  'participants',
  'participant_state',
  'receipts',
  'receipt_marks',
  'session_events',
  'notifications',
];

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

const { sql, url } = await createTestDatabase(2);
let busy: string;
/** One of the twenty students of the busy person. */
let peer: string;
let longSession: string;
let watcher: postgres.Sql;
let notices: string[] = [];

beforeAll(async () => {
  busy = await makeUser(sql, 'mentor');
  const students = [];
  for (let n = 0; n < 20; n += 1) students.push(await makeUser(sql, 'student'));
  peer = students[0]!;
  const others = await makeUser(sql, 'mentor');
  await sql`
    insert into public.sessions (kind, status, founder_a, founder_b, created_by, created_at)
    select 'mentoring', 'in_progress', s.id, case when n <= ${SESSIONS_OF_BUSY} then ${busy}::uuid else ${others}::uuid end, s.id,
           now() - n * interval '1 hour'
    from generate_series(1, ${SESSIONS_OF_BUSY + OTHER_SESSIONS}::int) n
    join (select id, row_number() over () - 1 as k from unnest(${students}::uuid[]) id) s on s.k = n % 20`;
  await sql`insert into public.participants (session_id, user_id, role)
            select s.id, p.id, p.role from public.sessions s join public.profiles p on p.id in (s.founder_a, s.founder_b)`;
  const [row] = await sql<{ id: string }[]>`
    select id from public.sessions where founder_b = ${busy} order by created_at limit 1`;
  longSession = row!.id;
  await sql`
    insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at)
    select gen_random_uuid(), s.id, n, n, s.founder_a, 'generated message ' || n,
           now() - (${LONG_SESSION}::int - n) * interval '1 minute'
    from public.sessions s
    cross join lateral generate_series(1, case when s.id = ${longSession} then ${LONG_SESSION}::int else 3 end) n`;
  await sql`insert into public.bookmarks (session_id, message_id, user_id)
            select m.session_id, m.id, s.founder_a from public.messages m join public.sessions s on s.id = m.session_id`;
  await sql`insert into public.bookmarks (session_id, message_id, user_id)
            select session_id, id, ${busy} from public.messages where session_id = ${longSession} and seq <= 2000`;
  // Old and new ones, of every session.
  await sql`
    insert into public.notifications (user_id, type, title, session_id, last_seq, raised_at, read_at)
    select p.user_id, 'message_received', 'Somebody', p.session_id, n, now() - n * interval '1 minute',
           case when n > 1 then now() end
    from public.participants p, generate_series(1, 10) n`;
  await sql`select private.settle_sessions(array(select id from public.sessions))`;
  // Only a superuser may load auto_explain, which shows the plans inside functions.
  const superUrl = new URL(inject('testServer').superUrl ?? url);
  superUrl.pathname = new URL(url).pathname;
  watcher = postgres(superUrl.href, {
    max: 1,
    onnotice: (notice) => notices.push(notice['message'] ?? ''),
  });
  await watcher.unsafe('analyze');
  await watcher.unsafe(`load 'auto_explain'`);
}, PATIENCE_MS);
afterAll(() => watcher.end());

/** The plans of everything a statement runs inside functions, for the busy person. */
async function plansOf(statement: string): Promise<PlanNode[]> {
  notices = [];
  await watcher
    .begin(async (tx) => {
      await tx.unsafe(`
        set local client_min_messages = log;
        set local auto_explain.log_min_duration = 0;
        set local auto_explain.log_nested_statements = on;
        set local auto_explain.log_analyze = on;
        set local auto_explain.log_format = json;
        -- As on hosted, whose disks seek fast; the default of 4 walks tables of this size for good reason.
        set local random_page_cost = 1.1;
        set local role authenticated;
        set local request.jwt.claims = '${JSON.stringify({ sub: busy, role: 'authenticated' })}'`);
      await tx.unsafe(statement);
      throw new Error('undo');
    })
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'undo') throw error;
    });
  return notices
    .filter((notice) => notice.includes('plan:'))
    .map((notice) => JSON.parse(notice.slice(notice.indexOf('{'))) as { Plan: PlanNode })
    .map(({ Plan }) => Plan);
}

function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Rows of a table that were touched, the discarded ones included. */
function rowsTouched(plans: PlanNode[], table: string): number {
  return plans
    .flatMap(nodesOf)
    .filter((node) => node['Relation Name'] === table && node['Node Type'].includes('Scan'))
    .reduce(
      (sum, node) =>
        sum +
        ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) *
          (node['Actual Loops'] ?? 1),
      0,
    );
}

describe('for somebody with a thousand sessions', () => {
  const cases: [string, () => string, Record<string, number>][] = [
    [
      'get_messages, newest',
      () => `select public.get_messages('${longSession}')`,
      { messages: PAGE, participants: 1 },
    ],
    [
      'get_messages, deep',
      () => `select public.get_messages('${longSession}', 2500)`,
      { messages: PAGE },
    ],
    [
      'get_messages, around',
      () => `select public.get_messages('${longSession}', p_around_seq => 100)`,
      { messages: PAGE },
    ],
    [
      'get_messages, after',
      () => `select public.get_messages('${longSession}', p_after_seq => 100)`,
      { messages: PAGE },
    ],
    [
      'get_messages_by_id',
      () =>
        `select public.get_messages_by_id('${longSession}', array(select gen_random_uuid() from generate_series(1, 100)))`,
      { messages: 0 },
    ],
    [
      'seq_at',
      () => `select public.seq_at('${longSession}', now())`,
      // Two to the power of 13 is more than 5,000; the last look is at what was found.
      { messages: 14 },
    ],
    [
      'sync_session',
      () => `select public.sync_session('${longSession}', 4900, 200)`,
      { messages: 100 },
    ],
    [
      'sync_session, a full page',
      () => `select public.sync_session('${longSession}', 0, 200)`,
      { messages: 201 },
    ],
    [
      'list_sessions',
      () => `select public.list_sessions()`,
      { messages: 0, sessions: PAGE + 1, participants: 4 * (PAGE + 1) },
    ],
    [
      'list_sessions, deep',
      () =>
        `select public.list_sessions(to_char((now() - interval '30 days') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || '|ffffffff-ffff-ffff-ffff-ffffffffffff')`,
      { sessions: PAGE + 1 },
    ],
    [
      'list_sessions, what needs a reply',
      () => `select public.list_sessions(p_needs_reply => true)`,
      { messages: 0, sessions: 2 * (PAGE + 1), participants: 4 * (PAGE + 1) },
    ],
    [
      'transition_session',
      () => `select public.transition_session('${longSession}', 'completed')`,
      // The system message, once written, and once more to be told.
      { messages: 2, sessions: 30, notifications: 1 },
    ],
    [
      'unread_count',
      () => `select public.unread_count()`,
      { messages: 0, sessions: 0, participant_state: SESSIONS_OF_BUSY },
    ],
    [
      'mark_read, everything',
      () => `select public.mark_read('${longSession}', 5000)`,
      { messages: 0, participant_state: 6 },
    ],
    [
      'mark_read, nearly everything',
      () => `select public.mark_read('${longSession}', 4990)`,
      { messages: 10 },
    ],
    [
      'mark_read, nothing but its notification',
      () => `select public.mark_read('${longSession}', 0)`,
      { notifications: 1 },
    ],
    [
      'list_notifications',
      () => `select public.list_notifications()`,
      // A page, and what the badge counts.
      { notifications: 31 + 100 },
    ],
    [
      'list_notifications, the unread',
      () => `select public.list_notifications(p_unread => true)`,
      { notifications: 31 + 100 },
    ],
    [
      'mark_notifications_read',
      () =>
        `select public.mark_notifications_read(array(select id from public.notifications where session_id = '${longSession}'))`,
      // The ten of each side, each read, locked or written, and the badge.
      { notifications: 20 + 10 + 2 + 100 },
    ],
    [
      'mark_unread_from',
      () =>
        `select public.mark_read('${longSession}', 5000); select public.mark_unread_from('${longSession}', 4990)`,
      { messages: 11 },
    ],
    [
      'search_messages, common words',
      () => `select public.search_messages('generated mess')`,
      // Of every second message looked at, busy is no reader.
      { message_search: 4000, messages: PAGE + 1 },
    ],
    [
      'search_messages, rare words',
      // The newest that has a word like this lies behind what is looked through one by one.
      () => `select public.search_messages('499 generated')`,
      { message_search: 2 * 4000 + 22, messages: 11 },
    ],
    [
      'search_messages in a session, common words',
      () => `select public.search_messages('generated', '${longSession}')`,
      { message_search: PAGE + 2, messages: PAGE + 1, participants: 1 },
    ],
    [
      'search_messages in a session, rare words',
      () => `select public.search_messages('17', '${longSession}')`,
      // 1,000 one by one, the newest of them to begin with, and what begins with 17 below.
      { message_search: 1001 + 111, messages: PAGE + 1, participants: 1 },
    ],
    [
      'search_messages with one person, rare words',
      () => `select public.search_messages('499 generated', p_peer_id => '${peer}')`,
      { message_search: 2 * 4000 + 22, messages: 11 },
    ],
    [
      'sessions_with',
      () => `select public.sessions_with('${peer}')`,
      // Of each of the thousand, whether the peer takes part.
      { messages: 0, sessions: SESSIONS_OF_BUSY, participants: 2 * SESSIONS_OF_BUSY + 4 * PAGE },
    ],
    [
      'list_attachments',
      () => `select public.list_attachments('${longSession}', 'links')`,
      { message_search: 1001, messages: 0 },
    ],
    [
      'list_bookmarks',
      () => `select public.list_bookmarks()`,
      { bookmarks: PAGE + 1, messages: 2 * (PAGE + 1) },
    ],
    [
      'export_session',
      () => `select public.export_session('${longSession}', 2500)`,
      { messages: 501 },
    ],
    [
      'set_session_state',
      () => `select public.set_session_state('${longSession}', p_pinned => true)`,
      { participant_state: 4 },
    ],
    [
      'mark_delivered',
      () => `select public.mark_delivered('${longSession}', 5000)`,
      { messages: 0 },
    ],
    [
      'a message',
      () =>
        `insert into public.messages (id, session_id, content) values (gen_random_uuid(), '${longSession}', 'hello')`,
      // Does the id exist, and the row itself once it does.
      { messages: 3, sessions: 10 },
    ],
    [
      'a raw page through the policies',
      () =>
        `select id, seq, content from public.messages where session_id = '${longSession}' order by seq desc limit ${PAGE}`,
      { messages: PAGE },
    ],
  ];

  test.each(cases)('%s walks no table', async (_name, statement, most) => {
    const plans = await plansOf(statement());
    expect(plans.length).toBeGreaterThan(0);
    const walked = plans
      .flatMap(nodesOf)
      .filter(
        (node) => node['Node Type'] === 'Seq Scan' && GROWING.includes(node['Relation Name'] ?? ''),
      );
    expect(walked.map((node) => node['Relation Name'])).toEqual([]);
    for (const [table, limit] of Object.entries(most))
      expect(rowsTouched(plans, table), table).toBeLessThanOrEqual(limit);
  });
});

test.each([
  ['everywhere', () => `select public.search_messages('499')`],
  ['in a session', () => `select public.search_messages('17', '${longSession}')`],
])('searching for something rare asks the index of words, %s', async (_where, statement) => {
  const used = (await plansOf(statement())).flatMap(nodesOf).map((node) => node['Index Name']);
  expect(used).toContain('message_search_terms_idx');
});

test('the check itself notices a walk', async () => {
  const plans = await plansOf(`select count(*) from public.messages where content like '%x%'`);
  expect(plans.flatMap(nodesOf).some((node) => node['Node Type'] === 'Seq Scan')).toBe(true);
  expect(rowsTouched(plans, 'messages')).toBeGreaterThan(LONG_SESSION);
});
