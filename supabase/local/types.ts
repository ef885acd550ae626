/**
 * `npm run db:types` writes the database's types, generated from the migrations alone; with
 * `--check` it writes nothing and fails when the committed file is stale.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { runProgram } from './program.ts';
import { StackError } from './stack-error.ts';
import { PROJECT_DIR } from './stack.ts';
import { runSupabaseCli } from './supabase-cli.ts';
import { withTemporaryDatabase } from './temporary-database.ts';

const TYPES_FILE = path.join(PROJECT_DIR, 'src/backend/database.types.ts');

async function generate(dbUrl: string): Promise<string> {
  const { code, stdout, stderr } = await runSupabaseCli([
    'gen',
    'types',
    '--lang=typescript',
    '--schema=public',
    `--remote=${dbUrl}`,
  ]);
  if (code !== 0 || !stdout.includes('export type Database'))
    throw new StackError(`The types could not be generated: ${stderr.trim()}`);
  return format(stdout, { parser: 'typescript', singleQuote: true, printWidth: 100 });
}

await runProgram(async () => {
  const generated = await withTemporaryDatabase((database) => generate(database.dbUrl));
  const shown = path.relative(PROJECT_DIR, TYPES_FILE);
  if (process.argv.includes('--check')) {
    const committed = await readFile(TYPES_FILE, 'utf8').catch(() => '');
    if (committed !== generated)
      throw new StackError(`${shown} is stale: run "npm run db:types" and commit it.`);
    console.log(`${shown} matches the migrations.`);
  } else {
    await writeFile(TYPES_FILE, generated);
    console.log(`Wrote ${shown}.`);
  }
  return null;
});
