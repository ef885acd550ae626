import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_ROWS } from '../../supabase/local/rest.ts';
import { Fixture, type Person } from './support/fixture.ts';

/** Requests that ask for more than is good: rows without end, statements without end, locks. */

let fixture: Fixture;
let person: Person;
const table = `hostile_${randomUUID().slice(0, 8)}`;
const ROWS = MAX_ROWS + 100;

beforeAll(async () => {
  fixture = await Fixture.prepare();
  await fixture.sql.unsafe(`
    create table public.${table} (id integer primary key check (id <> 0), parent integer references public.${table} (id));
    alter table public.${table} enable row level security;
    create policy "everybody's" on public.${table} for select to authenticated using (true);
    create policy "anybody's" on public.${table} for insert to authenticated with check (true);
    grant select, insert on public.${table} to authenticated;
    insert into public.${table} select n, 1 from generate_series(1, ${ROWS}) n;
    create function public.${table}_rows() returns setof public.${table}
      language sql stable as 'select * from public.${table}';
    create function public.${table}_forever() returns void language plpgsql as
      'begin perform pg_sleep(3600); end';
    create function public.${table}_lock() returns void language plpgsql as
      'begin perform pg_advisory_xact_lock(20261122); end';
    grant execute on function public.${table}_forever(), public.${table}_lock() to anon;
    notify pgrst, 'reload schema';`);
  person = await fixture.person();
});

afterAll(async () => {
  await fixture.sql.unsafe(`
    drop function public.${table}_rows, public.${table}_forever, public.${table}_lock;
    drop table public.${table};`);
  await fixture.dispose();
});

test('one schema is served, and a thousand rows at most, as the official settings say', async () => {
  const toml = await readFile(path.join(import.meta.dirname, '../../supabase/config.toml'), 'utf8');
  expect(/^max_rows = (\d+)$/m.exec(toml)?.[1]).toBe(String(MAX_ROWS));
  expect(/^schemas = (.+)$/m.exec(toml)?.[1]).toBe('["public"]');
  const { client } = person;
  const children = client.from(table).select(`id, children:${table}!parent(id)`);
  for (const [what, rows] of [
    ['everything', await client.from(table).select('id')],
    ['a limit', await client.from(table).select('id').limit(ROWS)],
    [
      'a range',
      await client
        .from(table)
        .select('id')
        .range(0, ROWS - 1),
    ],
    ['a function', await client.rpc(`${table}_rows`)],
  ] as const) {
    expect(rows.error, what).toBeNull();
    expect(rows.data, what).toHaveLength(MAX_ROWS);
  }
  // What is left out can be asked for.
  const rest = await client
    .from(table)
    .select('id')
    .range(MAX_ROWS, ROWS + MAX_ROWS);
  expect(rest.data).toHaveLength(ROWS - MAX_ROWS);
  const { data } = await children.eq('id', 1).single();
  expect(data).toMatchObject({ children: { length: MAX_ROWS } });
});

test('what a table does not take is the mistake of whoever sends it', async () => {
  const insert = async (row: object) => {
    const { status, error } = await person.client.from(table).insert(row);
    return [status, error?.code, error?.message];
  };
  expect(await insert({ id: 0 })).toEqual([400, '23514', expect.stringContaining('check')]);
  expect(await insert({ parent: 1 })).toEqual([400, '23502', expect.stringContaining('null')]);
  expect((await insert({ id: '1; select 1' })).slice(0, 2)).toEqual([400, '22P02']);
  expect((await insert({ id: 99_999_999_999 })).slice(0, 2)).toEqual([400, '22003']);
});

test('what takes a visitor too long is cut off', async () => {
  const { error, status } = await fixture.client().rpc(`${table}_forever`);
  expect([status, error?.code]).toEqual([500, '57014']);
});

test('who waits for a lock gives up before the statement would', async () => {
  await fixture.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(20261122)`;
    const { error, status } = await fixture.client().rpc(`${table}_lock`);
    expect([status, error?.code]).toEqual([500, '55P03']);
  });
});
