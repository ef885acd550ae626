import type { Sql } from './database.ts';

/** The name of the n-th peer of `makeManySessions`, from 1. */
export const peerName = (n: number): string => `Peer ${n.toString().padStart(4, '0')}`;

/**
 * Gives somebody `count` running sessions, each with a mentor of its own. In their list the first stands
 * at the top. Straight into the tables, as their owner may. Yields the ids, in that order.
 */
export async function makeManySessions(
  sql: Sql,
  userId: string,
  count: number,
): Promise<readonly { sessionId: string; peerId: string }[]> {
  const peers = await sql<{ id: string }[]>`
    insert into auth.users (instance_id, id, aud, role, email, raw_user_meta_data)
    select '00000000-0000-0000-0000-000000000000', p.id, 'authenticated', 'authenticated',
      p.id || '@example.com',
      jsonb_build_object('full_name', 'Peer ' || lpad(p.n::text, 4, '0'), 'role', 'mentor')
    from (select gen_random_uuid() as id, n from generate_series(1, ${count}::int) n) p
    order by p.n
    returning id`;
  const made = await sql<{ session_id: string; peer_id: string }[]>`
    insert into public.sessions (id, kind, status, subject, founder_a, founder_b, created_by)
    select gen_random_uuid(), 'mentoring', 'in_progress', 'Session ' || p.n, ${userId}, p.id, ${userId}
    from unnest(${peers.map(({ id }) => id)}::uuid[]) with ordinality p (id, n)
    order by p.n
    returning id as session_id, founder_b as peer_id`;
  await sql`
    insert into public.participants (session_id, user_id, role, sort_at)
    select s.id, p.id, p.role, now() - s.n * interval '1 minute'
    from unnest(${made.map(({ session_id }) => session_id)}::uuid[]) with ordinality s (id, n)
    join public.sessions o on o.id = s.id
    join public.profiles p on p.id in (o.founder_a, o.founder_b)`;
  return made.map(({ session_id, peer_id }) => ({ sessionId: session_id, peerId: peer_id }));
}
