import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { uuidv7 } from 'uuidv7';
import { bootstrapDatabase } from '../../supabase/local/bootstrap.ts';
import { migrate } from '../../supabase/local/migrate.ts';
import { startPostgres } from '../../supabase/local/postgres.ts';
import { MIGRATIONS_DIR } from '../../supabase/local/stack.ts';
import {
  asUser,
  call,
  connect,
  makeSession,
  makeUser,
  send,
  set,
  type Sql,
} from '../support/database.ts';
import { fillSessions } from '../support/history.ts';
import { round, summary } from './statistics.ts';

const SMALL = 10_000;
const LARGE = 1_000_000;
/** The measured session has this many messages at either size; the rest lie in others. */
const SESSION_MESSAGES = 2_000;
const OTHER_SESSION_MESSAGES = 1_000;
const RUNS = 200;
const WARM_UP = 20;
const PAGE = 50;

async function measure(run: () => Promise<unknown>) {
  const times: number[] = [];
  for (let n = 0; n < RUNS + WARM_UP; n += 1) {
    const began = performance.now();
    await run();
    if (n >= WARM_UP) times.push(performance.now() - began);
  }
  return summary(times);
}

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Relation Name'?: string;
  Plans?: PlanNode[];
}

const shapeOf = (node: PlanNode): string[] => [
  [node['Node Type'], node['Index Name'] ?? node['Relation Name']].filter(Boolean).join(' on '),
  ...(node.Plans ?? []).flatMap(shapeOf),
];

/** The plan of the statement inside `get_messages` that reads the page, outermost node first. */
async function pagePlan(sql: Sql, sessionId: string, beforeSeq: number): Promise<string[]> {
  const [row] = await sql.unsafe<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(
    `explain (format json) select item from private.message_items
     where session_id = '${sessionId}' and seq < ${beforeSeq} order by seq desc limit ${PAGE}`,
  );
  const plan = row?.['QUERY PLAN'];
  if (plan === undefined) throw new Error('PostgreSQL explained nothing.');
  return shapeOf(plan[0].Plan);
}

async function measureAt(total: number) {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'chat-bench-'));
  const server = await startPostgres({ dataDir, port: 0, durability: 'test' });
  const stops: (() => Promise<void>)[] = [() => server.stop()];
  try {
    await bootstrapDatabase(server.superUrl, 'postgres');
    await migrate(server.dbUrl, MIGRATIONS_DIR);
    const sql = connect(server.dbUrl, 1);
    stops.push(() => sql.end());
    const [a, b] = [await makeUser(sql), await makeUser(sql, 'mentor')];
    const measured = await makeSession(sql, a, b);
    await fillSessions(sql, a, b, [measured], SESSION_MESSAGES);
    const others = (total - SESSION_MESSAGES) / OTHER_SESSION_MESSAGES;
    const sessions: string[] = [];
    for (let n = 0; n < others; n += 1) {
      sessions.push(await makeSession(sql, await makeUser(sql), await makeUser(sql, 'mentor')));
    }
    await fillSessions(sql, a, b, sessions, OTHER_SESSION_MESSAGES);
    await set(sql, 'messages_per_minute', 1_000_000);
    await sql.unsafe(
      'vacuum analyze public.messages, public.sessions, public.participants, private.message_search',
    );

    const as = <T>(work: Parameters<typeof asUser<T>>[2]) => asUser(sql, a, work);
    const before = SESSION_MESSAGES / 2;
    return {
      messages: total,
      page: await measure(() =>
        as((tx) =>
          call(tx, 'get_messages', {
            p_session_id: measured,
            p_before_seq: before,
            p_limit: PAGE,
          }),
        ),
      ),
      sync: await measure(() =>
        as((tx) =>
          call(tx, 'sync_session', {
            p_session_id: measured,
            p_since_rev: SESSION_MESSAGES - PAGE,
          }),
        ),
      ),
      list: await measure(() => as((tx) => call(tx, 'list_sessions'))),
      unread: await measure(() => as((tx) => call(tx, 'unread_count'))),
      searchCommon: await measure(() =>
        as((tx) => call(tx, 'search_messages', { p_query: 'lorem' })),
      ),
      // Older than everything in the other sessions: beyond what is looked through first.
      searchRare: await measure(() =>
        as((tx) => call(tx, 'search_messages', { p_query: 'message 777' })),
      ),
      searchSession: await measure(() =>
        as((tx) => call(tx, 'search_messages', { p_query: '77', p_session_id: measured })),
      ),
      send: await measure(() => as((tx) => send(tx, measured, 'measured', { id: uuidv7() }))),
      pagePlan: await pagePlan(sql, measured, before),
    };
  } finally {
    for (const stop of stops.reverse()) await stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/**
 * What the database takes for what clients ask, in milliseconds on one connection, each in a
 * transaction of its own as PostgREST makes it (three round trips on loopback included), with few
 * and with many messages in the table.
 */
export async function benchDatabase() {
  const small = await measureAt(SMALL);
  const large = await measureAt(LARGE);
  const ratio = (key: 'page' | 'sync' | 'list' | 'unread' | 'send'): number =>
    round(large[key].p50 / small[key].p50);
  return {
    small,
    large,
    largeOverSmall: {
      page: ratio('page'),
      sync: ratio('sync'),
      list: ratio('list'),
      unread: ratio('unread'),
      send: ratio('send'),
    },
  };
}
