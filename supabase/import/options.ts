import { parseArgs } from 'node:util';
import { StackError } from '../local/stack-error.ts';

/** What an import was asked for. */
export interface ImportOptions {
  /** The old marketplace's database; it is only read. */
  from: string;
  /** Where the old system's clock stood: an IANA name. Its times have no zone of their own. */
  timeZone: string;
  /** Of products that name no currency; without it they are set aside. */
  currency: string | null;
  /** Hosts that files are copied from; all others are set aside. */
  fileHosts: string[];
  dryRun: boolean;
  /** Where `pg_dump` writes the backup; null when somebody made one. */
  backupFile: string | null;
  /** Where the report is written as JSON. */
  reportFile: string;
  /** The new database, as `postgres`. */
  to: string;
  /** Needed where files are copied. */
  storage: { apiUrl: string; secretKey: string } | null;
}

export const USAGE =
  'Use "npm run import:legacy -- --from <db-url> --time-zone <Area/City>" with --dry-run, or with --backup <file> or --backup-done; docs/migration.md explains each.';

/** Throws a StackError (one sentence) for what is missing or makes no sense. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): ImportOptions {
  const given = parse(args);
  const to = env['SUPABASE_DB_URL'];
  if (!given.from) throw new StackError(`--from is missing. ${USAGE}`);
  if (!to) throw new StackError('SUPABASE_DB_URL must name the new database, as its owner.');
  for (const [name, url] of [
    ['--from', given.from],
    ['SUPABASE_DB_URL', to],
  ] as const)
    if (!isDatabaseUrl(url))
      throw new StackError(
        `${name} must be a URL such as postgres://user:password@host:5432/name.`,
      );
  const timeZone = given['time-zone'];
  if (timeZone === undefined || !isTimeZone(timeZone))
    throw new StackError(
      '--time-zone must say in which zone the old system wrote its times, such as Europe/Berlin or UTC.',
    );
  if (given['dry-run'] !== true && given.backup === undefined && given['backup-done'] !== true)
    throw new StackError(
      'Backup first: --backup <file> makes one with pg_dump, --backup-done says that you made one; --dry-run needs none.',
    );
  const apiUrl = env['SUPABASE_URL'];
  const secretKey = env['SUPABASE_SECRET_KEY'];
  const fileHosts = given['files-from'] ?? [];
  const storage = apiUrl && secretKey ? { apiUrl, secretKey } : null;
  if (fileHosts.length > 0 && storage === null)
    throw new StackError('To copy files, SUPABASE_URL and SUPABASE_SECRET_KEY must be set.');
  return {
    from: given.from,
    timeZone,
    currency: given.currency ?? null,
    fileHosts,
    dryRun: given['dry-run'] === true,
    backupFile: given.backup ?? null,
    reportFile: given.report ?? 'legacy-import-report.json',
    to,
    storage,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        from: { type: 'string' },
        'time-zone': { type: 'string' },
        currency: { type: 'string' },
        'files-from': { type: 'string', multiple: true },
        'dry-run': { type: 'boolean' },
        backup: { type: 'string' },
        'backup-done': { type: 'boolean' },
        report: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new StackError(`${error instanceof Error ? error.message : 'Unknown option.'} ${USAGE}`);
  }
}

const isDatabaseUrl = (text: string): boolean =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    // An offset such as +02:00 is one to Intl, but it would be turned around by PostgreSQL.
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
