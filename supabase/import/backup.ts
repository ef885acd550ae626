import { spawn } from 'node:child_process';
import { StackError } from '../local/stack-error.ts';

/**
 * Writes the whole new database to `file` in pg_dump's custom format, for `pg_restore`.
 * Throws a StackError when pg_dump is missing or fails.
 */
export async function backUp(url: string, file: string): Promise<void> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const sslMode = searchParams.get('sslmode');
  const child = spawn('pg_dump', ['--format=custom', '--no-password', '--file', file], {
    // Not as arguments, which every user of the machine can read.
    env: {
      ...process.env,
      PGHOST: hostname,
      PGPORT: port || '5432',
      PGUSER: decodeURIComponent(username),
      PGPASSWORD: decodeURIComponent(password),
      PGDATABASE: decodeURIComponent(pathname.slice(1)),
      ...(sslMode === null ? {} : { PGSSLMODE: sslMode }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  await new Promise<void>((resolve, reject) => {
    child.once('error', () =>
      reject(
        new StackError(
          'There is no pg_dump here: install it, or make a backup yourself and say --backup-done.',
        ),
      ),
    );
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new StackError(`The backup failed, nothing was imported: ${complaint.trim()}`));
    });
  });
}
