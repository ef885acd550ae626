import postgres from 'postgres';

export interface ScheduledWork {
  stop(): Promise<void>;
}

/** As often as the project's pg_cron job. */
const ROUND_MS = 60_000;

/**
 * Does what pg_cron does on hosted: runs the project's scheduled work once a minute, if the
 * database has any and no pg_cron of its own (the embedded PostgreSQL has none).
 * @param dbUrl as `postgres`, the user that pg_cron would run it as
 */
export function startScheduledWork(dbUrl: string): ScheduledWork {
  const sql = postgres(dbUrl, { max: 1, onnotice: () => undefined });
  const round = async () => {
    const [found] = await sql<{ exists: boolean }[]>`
      select to_regprocedure('private.run_scheduled_work(integer)') is not null as exists`;
    if (found?.exists === true) await sql`select private.run_scheduled_work()`;
  };
  const timer = setInterval(() => {
    // The database may be restarting; the next round comes in a minute.
    round().catch((error: unknown) => console.error('Scheduled work failed:', error));
  }, ROUND_MS);
  return {
    async stop() {
      clearInterval(timer);
      await sql.end({ timeout: 1 });
    },
  };
}
