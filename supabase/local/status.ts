import { readFile } from 'node:fs/promises';
import postgres from 'postgres';
import { migrationState } from './migration-files.ts';
import { StackError } from './stack-error.ts';

const ANSWER_WITHIN_MS = 2000;

interface StackFile {
  apiUrl: string;
  mailUrl: string;
  dbUrl: string;
  publishableKey: string;
}

/**
 * What `npm run stack -- --status` prints about the stack that wrote `stackFile`. Throws a
 * StackError when it does not run.
 */
export async function describeStatus(stackFile: string, migrationsDir: string): Promise<string> {
  const text = await readFile(stackFile, 'utf8').catch(() => null);
  const stack = text === null ? null : (JSON.parse(text) as StackFile);
  if (stack === null || !(await answers(stack)))
    throw new StackError('The local stack is not running: start it with "npm run stack".');
  return [
    'The local stack is running.',
    `  API              ${stack.apiUrl}`,
    `  Database         ${stack.dbUrl}`,
    `  Mailbox          ${stack.mailUrl}`,
    ...(await migrationLines(stack.dbUrl, migrationsDir)),
  ].join('\n');
}

async function answers({ apiUrl, publishableKey }: StackFile): Promise<boolean> {
  try {
    const response = await fetch(`${apiUrl}/auth/v1/health`, {
      headers: { apikey: publishableKey },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}

async function migrationLines(dbUrl: string, migrationsDir: string): Promise<string[]> {
  const sql = postgres(dbUrl, { max: 1, onnotice: () => undefined });
  try {
    const { applied, pending, changed } = await migrationState(sql, migrationsDir);
    return [
      `  Migrations       ${applied.length} applied, ${pending.length} pending`,
      ...pending.map(({ version, name }) => `    pending        ${version}_${name}`),
      ...changed.map(({ version, name }) => `    changed        ${version}_${name}`),
    ];
  } finally {
    await sql.end();
  }
}
