import type { Tx } from './new-database.ts';

export interface SetAside {
  /** The old table, or `files`. */
  source: string;
  reason: string;
  /** The rows came in without the part that the reason names. */
  kept: boolean;
  count: number;
  /** Some of them, by their old ids. */
  examples: string[];
}

export interface Report {
  dryRun: boolean;
  timeZone: string;
  /** By kind of row: found in the old database, and brought in by this run. */
  counts: Record<string, { read: number; imported: number }>;
  setAside: SetAside[];
  /** Hosts of files that are not copied, with how many. */
  filesLeft: Record<string, number>;
}

const EXAMPLES = 5;

/** What a run did, with what interrupted runs before it did of the same. */
export async function readReport(tx: Tx, runId: number, dryRun: boolean): Promise<Report> {
  const [run] = await tx<Record<string, string>[]>`
    select r.*, r.messages_read + r.other_messages_read as messages_read,
      (select count(*) from legacy_import.people k where k.run_id = r.id) as people_imported,
      (select count(*) from legacy_import.suppliers k where k.run_id = r.id) as suppliers_imported,
      (select count(*) from legacy_import.products k where k.run_id = r.id) as products_imported,
      (select count(*) from legacy_import.conversations k where k.run_id = r.id) as conversations_imported,
      (select count(*) from legacy_import.files) as files_read,
      (select count(*) from legacy_import.files k where k.run_id = r.id and k.file is not null) as files_imported
    from legacy_import.runs r where r.id = ${runId}`;
  const setAside = await tx<SetAside[]>`
    select source, reason, kept, count(*)::integer as count,
      coalesce((array_agg(legacy_id order by legacy_id) filter (where legacy_id is not null))[:${EXAMPLES}], '{}') as examples
    from legacy_import.rejects group by source, reason, kept order by source, kept, count(*) desc, reason`;
  const left = await tx<{ host: string; count: number }[]>`
    select coalesce(substring(url from '^https?://([^/?#]+)'), 'no host') as host, count(*)::integer as count
    from legacy_import.files where file is null group by 1 order by 2 desc, 1`;
  const kinds = ['people', 'suppliers', 'products', 'conversations', 'messages', 'files'];
  return {
    dryRun,
    timeZone: run?.['time_zone'] ?? '',
    counts: Object.fromEntries(
      kinds.map((kind) => [
        kind,
        { read: Number(run?.[`${kind}_read`]), imported: Number(run?.[`${kind}_imported`]) },
      ]),
    ),
    setAside: [...setAside],
    filesLeft: Object.fromEntries(left.map(({ host, count }) => [host, count])),
  };
}

/** The same for people to read. */
export function describeReport(report: Report): string {
  const verb = report.dryRun ? 'would come in' : 'came in';
  return [
    report.dryRun
      ? 'Dry run: nothing was changed.'
      : `Imported, with times taken to be of ${report.timeZone}.`,
    ...Object.entries(report.counts).map(
      ([kind, { read, imported }]) => `  ${kind.padEnd(14)}${imported} ${verb}, of ${read}`,
    ),
    report.setAside.length === 0 ? 'Nothing was set aside.' : 'Set aside:',
    ...report.setAside.map(
      ({ source, reason, kept, count, examples }) =>
        `  ${source.padEnd(14)}${count} × ${reason}${kept ? ' (the rest of the row came in)' : ''}${
          examples.length === 0
            ? ''
            : `: ${examples.join(', ')}${count > examples.length ? ', …' : ''}`
        }`,
    ),
    ...Object.entries(report.filesLeft).map(
      ([host, count]) => `  files          ${count} on ${host} are not copied`,
    ),
  ].join('\n');
}
