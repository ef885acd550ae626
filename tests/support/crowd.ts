import type { Sql } from './database.ts';

/** `count` more people, by SQL alone: seconds for a hundred thousand. Their profiles come from the sign-up's trigger. */
export async function makeCrowd(sql: Sql, count: number): Promise<void> {
  await sql`
    insert into auth.users (instance_id, id, aud, role, email)
    select '00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated',
      'crowd-' || n || '@example.com'
    from generate_series(1, ${count}::int) n`;
}
