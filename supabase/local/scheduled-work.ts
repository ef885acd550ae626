import postgres from 'postgres';
import {
  removeQueuedFiles,
  type StorageAccess,
} from '../functions/remove-files/remove-queued-files.ts';
import { DIGEST_PATH } from './http.ts';

export interface ScheduledWork {
  stop(): Promise<void>;
}

/** As often as the project's pg_cron job. */
const ROUND_MS = 60_000;

/**
 * Does what pg_cron and the edge functions `remove-files` and `digest` do on hosted: runs the
 * project's scheduled work once a minute, if the database has any and no pg_cron of its own (the
 * embedded PostgreSQL has none), deletes the stored files of removed messages, and sends the mails
 * that the round has queued.
 * @param dbUrl as `postgres`, the user that pg_cron would run it as
 * @param digest the edge function
 */
export function startScheduledWork(
  dbUrl: string,
  access: StorageAccess,
  digest: (request: Request) => Promise<Response>,
): ScheduledWork {
  const sql = postgres(dbUrl, { max: 1, onnotice: () => undefined });
  const round = async () => {
    const [has] = await sql<{ work: boolean; files: boolean; mails: boolean }[]>`
      select to_regprocedure('private.run_scheduled_work(integer)') is not null as work,
        to_regprocedure('private.take_file_deletions(integer)') is not null as files,
        to_regprocedure('private.claim_mails(integer)') is not null as mails`;
    if (has?.work === true) await sql`select private.run_scheduled_work()`;
    if (has?.files === true) await removeQueuedFiles(sql, access);
    if (has?.mails === true) await digest(callOf(access));
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

/** As the database calls it there: with the secret key. */
const callOf = ({ apiUrl, secretKey }: StorageAccess): Request =>
  new Request(`${apiUrl}${DIGEST_PATH}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secretKey}` },
  });
