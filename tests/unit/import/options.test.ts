import { expect, test } from 'vitest';
import { readOptions } from '../../../supabase/import/options.ts';
import { StackError } from '../../../supabase/local/stack-error.ts';

const ENV = { SUPABASE_DB_URL: 'postgres://postgres@new.example:5432/postgres' };
const FROM = ['--from', 'postgres://reader@old.example/shop'];
const ZONE = ['--time-zone', 'Europe/Berlin'];

test.each([
  ['no address', ZONE, ENV, '--from is missing.'],
  ['no new database', [...FROM, ...ZONE], {}, 'SUPABASE_DB_URL must name the new database'],
  ['no address at all', ['--from', 'old.example', ...ZONE], ENV, '--from must be a URL'],
  ['another server', ['--from', 'mysql://a@b/c', ...ZONE], ENV, '--from must be a URL'],
  ['no zone', [...FROM, '--dry-run'], ENV, '--time-zone must say'],
  ['an unknown zone', [...FROM, '--time-zone', 'Mars/Base'], ENV, '--time-zone must say'],
  ['an offset', [...FROM, '--time-zone', '+02:00'], ENV, '--time-zone must say'],
  ['no backup', [...FROM, ...ZONE], ENV, 'Backup first:'],
  [
    'files without Storage',
    [...FROM, ...ZONE, '--dry-run', '--files-from', 'files.old.example'],
    ENV,
    'To copy files, SUPABASE_URL and SUPABASE_SECRET_KEY must be set.',
  ],
  ['a misspelt option', [...FROM, ...ZONE, '--dryrun'], ENV, '--dryrun'],
])('%s is refused with a word about it', (_what, args, env, words) => {
  expect(() => readOptions(args, env)).toThrow(StackError);
  expect(() => readOptions(args, env)).toThrow(words);
});

test('a dry run needs no backup, an import says where it is or that there is one', () => {
  expect(readOptions([...FROM, ...ZONE, '--dry-run'], ENV)).toMatchObject({ dryRun: true });
  expect(readOptions([...FROM, ...ZONE, '--backup', 'b.dump'], ENV)).toMatchObject({
    dryRun: false,
    backupFile: 'b.dump',
  });
  expect(readOptions([...FROM, ...ZONE, '--backup-done'], ENV)).toMatchObject({
    backupFile: null,
  });
});
