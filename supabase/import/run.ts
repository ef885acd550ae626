import { backUp } from './backup.ts';
import {
  beginRun,
  openNewDatabase,
  prepare,
  stage,
  type NewDatabase,
  type Tx,
} from './new-database.ts';
import { openOldDatabase, type OldDatabase } from './old-database.ts';
import type { ImportOptions } from './options.ts';
import { readReport, type Report } from './report.ts';
import { takeFiles } from './take-files.ts';

/** So many conversations with all their messages are one transaction: what a killed run does again. */
const CONVERSATIONS_AT_ONCE = 25;

/** Runs one step in a transaction of its own, or in the dry run's, which is undone in the end. */
type Step = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

class DryRunOver extends Error {}

/**
 * Brings the old marketplace in, or what of it is not here yet. Each step is one transaction, so an
 * import that was killed goes on where it was. A dry run does all but messages and files the same
 * way in one transaction, and undoes it.
 * @param say is told of the progress
 */
export async function runImport(
  options: ImportOptions,
  say: (line: string) => void,
): Promise<Report> {
  const old = await openOldDatabase(options.from);
  try {
    const target = await openNewDatabase(options.to);
    try {
      return options.dryRun
        ? await rehearse(options, old, target, say)
        : await perform(options, old, target, say);
    } finally {
      await target.close();
    }
  } finally {
    await old.close();
  }
}

async function perform(
  options: ImportOptions,
  old: OldDatabase,
  { sql }: NewDatabase,
  say: (line: string) => void,
): Promise<Report> {
  if (options.backupFile !== null) {
    await backUp(options.to, options.backupFile);
    say(`Backup: ${options.backupFile}`);
  }
  const step: Step = async (work) => (await sql.begin(async (tx) => [await work(tx)] as const))[0];
  const runId = await takeRows(options, old, step, say);
  await takeFiles(sql, runId, options.fileHosts, options.storage, say);
  return step(async (tx) => {
    await tx`update legacy_import.runs set finished_at = clock_timestamp() where id = ${runId}`;
    return readReport(tx, runId, false);
  });
}

async function rehearse(
  options: ImportOptions,
  old: OldDatabase,
  { sql }: NewDatabase,
  say: (line: string) => void,
): Promise<Report> {
  const reports: Report[] = [];
  await sql
    .begin(async (tx) => {
      const runId = await takeRows(options, old, (work) => work(tx), say);
      reports.push(await readReport(tx, runId, true));
      throw new DryRunOver();
    })
    .catch((error: unknown) => {
      if (!(error instanceof DryRunOver)) throw error;
    });
  const [report] = reports;
  if (report === undefined) throw new Error('The dry run ended without a report.');
  return report;
}

async function takeRows(
  options: ImportOptions,
  old: OldDatabase,
  step: Step,
  say: (line: string) => void,
): Promise<number> {
  const { timeZone, currency } = options;
  await step(prepare);
  const run = await step((tx) => beginRun(tx, timeZone));
  if (run.resumed) say('Going on with the import that was interrupted.');

  await step(async (tx) => {
    await stage(tx, old.rows('users'));
    await tx`select legacy_import.take_people(${run.id})`;
    await stage(tx, old.rows('suppliers'));
    await tx`select legacy_import.take_suppliers(${run.id})`;
    await stage(tx, old.rows('products'));
    await tx`select legacy_import.take_products(${run.id}, ${currency})`;
  });
  say('People and products: done.');
  for await (const rows of old.conversations())
    await step(async (tx) => {
      await stage(tx, only(rows));
      await tx`select legacy_import.take_conversations(${run.id}, ${timeZone})`;
    });
  say('Conversations: done.');
  await takeMessages(options, old, step, run.id, say);
  return run.id;
}

async function takeMessages(
  { timeZone, dryRun }: ImportOptions,
  old: OldDatabase,
  step: Step,
  runId: number,
  say: (line: string) => void,
): Promise<void> {
  const all = await step(
    (tx) => tx<{ id: string; done: boolean }[]>`
      select legacy_id as id, done_run is not distinct from ${runId} as done
      from legacy_import.conversations order by legacy_id`,
  );
  const waiting = all.filter(({ done }) => !done).map(({ id }) => id);
  let done = all.length - waiting.length;
  for (let from = 0; from < waiting.length; from += CONVERSATIONS_AT_ONCE) {
    const ids = waiting.slice(from, from + CONVERSATIONS_AT_ONCE);
    await step(async (tx) => {
      await stage(tx, old.messagesOf(ids));
      await tx`select legacy_import.take_messages(${runId}, ${timeZone}, ${ids}, ${dryRun})`;
    });
    done += ids.length;
    say(`Messages: ${done} of ${all.length} conversations.`);
  }
  await step(async (tx) => {
    await stage(tx, old.otherMessages(all.map(({ id }) => id)));
    await tx`select legacy_import.take_other_messages(${runId}, ${timeZone})`;
  });
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* only<T>(value: T): AsyncIterable<T> {
  yield value;
}
