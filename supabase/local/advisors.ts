/**
 * `npm run db:advisors`: Supabase's database linter over the migrated schema; fails on any finding.
 * Its lint set lacks hosted's checks of definer functions that API roles may call (0028, 0029).
 */
import { exerciseIndexes } from './exercise.ts';
import { seed } from './migrate.ts';
import { runProgram } from './program.ts';
import { StackError } from './stack-error.ts';
import { SEED_FILE } from './stack.ts';
import { runSupabaseCli } from './supabase-cli.ts';
import { withTemporaryDatabase } from './temporary-database.ts';

interface Finding {
  level: string;
  title: string;
  detail: string;
}

await runProgram(async () => {
  const result = await withTemporaryDatabase(async (database) => {
    await seed(database.dbUrl, SEED_FILE);
    await exerciseIndexes(database.superUrl);
    return runSupabaseCli([
      'db',
      'advisors',
      `--remote=${database.dbUrl}`,
      '--level=info',
      '--fail-on=info',
    ]);
  });
  if (result.code === 0) {
    console.log('The database advisors found nothing.');
    return null;
  }
  throw new StackError(report(result.stdout) ?? result.stderr.trim());
});

/** One line per finding; null when the output is not a list of findings. */
function report(stdout: string): string | null {
  try {
    const findings = JSON.parse(stdout.slice(stdout.indexOf('['))) as Finding[];
    const lines = findings.map(({ level, title, detail }) => `  ${level} ${title}: ${detail}`);
    return [`The database advisors found ${findings.length} problems:`, ...lines].join('\n');
  } catch {
    return null;
  }
}
