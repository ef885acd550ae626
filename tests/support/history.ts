import type { Sql } from './database.ts';

/**
 * Gives each of `sessions` (empty so far) `count` messages by `a` and `b` in turn, a minute apart up
 * to now. Straight into the table, as its owner may; counters and previews are settled at the end.
 */
export async function fillSessions(
  sql: Sql,
  a: string,
  b: string,
  sessions: string[],
  count: number,
): Promise<void> {
  await sql`
    insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at, updated_at)
    select gen_random_uuid(), s.id, n, n, case n % 2 when 0 then ${a}::uuid else ${b}::uuid end,
      'Message ' || n || ' ' || repeat('lorem ipsum ', n % 20),
      now() - (${count} - n) * interval '1 minute', now()
    from unnest(${sessions}::uuid[]) s (id), generate_series(1, ${count}) n`;
  await sql`select private.settle_sessions(${sessions}::uuid[])`;
}
