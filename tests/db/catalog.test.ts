import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';

const { sql } = await createTestDatabase();
const MIGRATIONS = path.join(import.meta.dirname, '../../supabase/migrations');

test('every function pins an empty search_path', async () => {
  const rows = await sql`
    select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and not coalesce(p.proconfig @> array['search_path=""'], false)`;
  expect(rows).toEqual([]);
});

test('no function in public runs with its owner’s rights', async () => {
  const rows = await sql`
    select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.prosecdef`;
  expect(rows).toEqual([]);
});

test('every function in public and every table says what it is for', async () => {
  const rows = await sql`
    select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and obj_description(p.oid, 'pg_proc') is null
    union all
    select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'v') and obj_description(c.oid, 'pg_class') is null`;
  expect(rows).toEqual([]);
});

test('every foreign key has an index that begins with its columns', async () => {
  const rows = await sql`
    select c.conrelid::regclass::text as "table", c.conname from pg_constraint c
    join pg_namespace n on n.oid = c.connamespace
    where c.contype = 'f' and n.nspname in ('public', 'private') and not exists (
      select 1 from pg_index i
      where i.indrelid = c.conrelid and i.indisvalid
        and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
        and c.conkey @> (i.indkey::int2[])[0:cardinality(c.conkey) - 1]
    )`;
  expect(rows).toEqual([]);
});

test('the index for catch-up is not unique: a unique one deadlocks with replies', async () => {
  const [row] =
    await sql`select indisunique from pg_index where indexrelid = 'public.messages_rev_idx'::regclass`;
  expect(row).toEqual({ indisunique: false });
});

test('everything belongs to postgres, as on hosted', async () => {
  const rows = await sql`
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relowner <> 'postgres'::regrole
    union all
    select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('public', 'private') and p.proowner <> 'postgres'::regrole`;
  expect(rows).toEqual([]);
});

/** What hosted refuses to `postgres`, or what locks or leaks; the local stack would let it pass. */
const NEVER_WRITE: [string, RegExp][] = [
  [
    'comments on policies of platform tables',
    /comment\s+on\s+policy[^;]+on\s+(realtime|storage|auth)\./i,
  ],
  ['comments on triggers of auth.users', /comment\s+on\s+trigger[^;]+on\s+auth\./i],
  [
    'altering platform tables',
    /alter\s+table\s+(if\s+exists\s+)?(only\s+)?(storage|realtime|auth)\./i,
  ],
  [
    'objects in platform schemas',
    /create\s+(or\s+replace\s+)?(table|function|view|type|index)[^;(]*\s(storage|realtime|auth)\.\w+\s*\(/i,
  ],
  ['deleting stored files in SQL', /delete\s+from\s+storage\.objects/i],
  [
    'a plain row lock',
    /for\s+update(?!\s+(of\s+\S+\s+)?to)\b(?!\s+on)(?=[\s;])\s*(;|nowait|skip|of\b|$)/im,
  ],
  ['superuser settings', /session_replication_role|alter\s+system/i],
  ['user metadata in a policy', /create\s+policy[^;]+user_metadata/i],
  [
    'pg_cron outside pg_catalog',
    /create\s+extension[^;]*pg_cron(?![^;]*with\s+schema\s+pg_catalog)/i,
  ],
  ['writing cron.job directly', /(insert\s+into|update|delete\s+from)\s+cron\.job\b/i],
];

test.each(NEVER_WRITE)('no migration contains %s', async (_what, pattern) => {
  const files = await readdir(MIGRATIONS);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const text = await readFile(path.join(MIGRATIONS, file), 'utf8');
    const code = text.replaceAll(/--[^\n]*/g, '');
    expect(pattern.exec(code)?.[0], file).toBeUndefined();
  }
});

test('the list bites', () => {
  const bad = [
    'comment on policy "x" on realtime.messages is $$y$$;',
    "comment on trigger t on auth.users is 'y';",
    'alter table storage.objects enable row level security;',
    'create function auth.mine() returns int',
    'delete from storage.objects where true;',
    'select 1 from t for update;',
    'set session_replication_role = replica;',
    'create policy p on t using (raw_user_metadata is null);',
    'create extension pg_cron;',
    'insert into cron.job values (1);',
  ];
  for (const [index, [what, pattern]] of NEVER_WRITE.entries())
    expect(pattern.test(bad[index]!), what).toBe(true);
  expect(NEVER_WRITE[5]![1].test('select 1 from t for no key update;')).toBe(false);
});

test('policies and triggers on platform tables live in short files of their own', async () => {
  for (const file of await readdir(MIGRATIONS)) {
    const text = await readFile(path.join(MIGRATIONS, file), 'utf8');
    if (!/\bon\s+(realtime|storage|auth)\.\w+\s/i.test(text)) continue;
    expect(text, file).not.toMatch(/create\s+table/i);
    expect(text.split('\n').length, file).toBeLessThan(60);
  }
});
