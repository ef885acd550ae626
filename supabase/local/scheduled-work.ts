import postgres from 'postgres';
import {
  removeQueuedFiles,
  type StorageAccess,
} from '../functions/remove-files/remove-queued-files.ts';

export interface ScheduledWork {
  stop(): Promise<void>;
}

/** As often as the project's pg_cron job. */
const ROUND_MS = 60_000;

/**
 * Does what pg_cron and the edge function `remove-files` do on hosted: runs the project's scheduled
 * work once a minute, if the database has any and no pg_cron of its own (the embedded PostgreSQL has
 * none), and deletes the stored files of removed messages.
 * @param dbUrl as `postgres`, the user that pg_cron would run it as
 */
export function startScheduledWork(dbUrl: string, storage: StorageAccess): ScheduledWork {
  const sql = postgres(dbUrl, { max: 1, onnotice: () => undefined });
  const round = async () => {
    const [has] = await sql<{ work: boolean; files: boolean }[]>`
      select to_regprocedure('private.run_scheduled_work(integer)') is not null as work,
        to_regprocedure('private.take_file_deletions(integer)') is not null as files`;
    if (has?.work === true) await sql`select private.run_scheduled_work()`;
    if (has?.files === true) await removeQueuedFiles(sql, storage);
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
