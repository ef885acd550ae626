import postgres from 'postgres';

/**
 * Runs `work` once in the life of a database. A start that was interrupted before the end of the
 * seed seeds again, which is why "is the cluster new" would not do.
 */
export async function withMark(superUrl: string, work: () => Promise<void>): Promise<void> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql`create table if not exists local_stack.seeded (at timestamptz not null default now())`;
    const marks = await sql`select from local_stack.seeded`;
    if (marks.length > 0) return;
    await work();
    await sql`insert into local_stack.seeded default values`;
  } finally {
    await sql.end();
  }
}
