import { expect, test } from 'vitest';
import { createTestDatabase } from '../support/database.ts';

const { sql } = await createTestDatabase(1);

/** What a request may take at most, in seconds. */
const LONGEST_STATEMENT_S = 10;
/** Of the few functions that may take longer; a gateway gives up after a minute. */
const LONGEST_FUNCTION_S = 60;

const seconds = (value: string): number => {
  const parts = /^(\d+)(ms|s|min)$/.exec(value);
  const unit = { ms: 0.001, s: 1, min: 60 }[parts?.[2] ?? ''];
  return unit === undefined ? NaN : Number(parts![1]) * unit;
};

async function settingsOf(role: string): Promise<Record<string, string>> {
  const rows = await sql<{ name: string; value: string }[]>`
    select split_part(line, '=', 1) as name, split_part(line, '=', 2) as value
    from pg_db_role_setting s cross join unnest(s.setconfig) line
    where s.setrole = ${role}::regrole and s.setdatabase = 0`;
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

test.each(['anon', 'authenticated'])('%s keeps no statement, lock or transaction', async (role) => {
  const settings = await settingsOf(role);
  const statement = seconds(settings['statement_timeout'] ?? '');
  expect(statement).toBeGreaterThan(0);
  expect(statement).toBeLessThanOrEqual(LONGEST_STATEMENT_S);
  // A wait for a lock has an end of its own, so that it can be told from slow work.
  const lock = seconds(settings['lock_timeout'] ?? '');
  expect(lock).toBeGreaterThan(0);
  expect(lock).toBeLessThan(statement);
  const idle = seconds(settings['idle_in_transaction_session_timeout'] ?? '');
  expect(idle).toBeGreaterThan(0);
  expect(idle).toBeLessThanOrEqual(LONGEST_STATEMENT_S);
});

test('visitors wait for less than those who signed in', async () => {
  const [visitor, person] = [await settingsOf('anon'), await settingsOf('authenticated')];
  expect(seconds(visitor['statement_timeout']!)).toBeLessThan(
    seconds(person['statement_timeout']!),
  );
});

test('the functions that may take longer are these, and not without end', async () => {
  const rows = await sql<{ name: string; value: string }[]>`
    select p.proname as name, split_part(line, '=', 2) as value
    from pg_proc p cross join unnest(p.proconfig) line
    where p.pronamespace = 'public'::regnamespace and line like 'statement_timeout=%'
    order by 1`;
  expect(rows.map(({ name }) => name)).toEqual(['delete_account', 'download_my_data']);
  for (const { name, value } of rows) {
    expect(seconds(value), name).toBeGreaterThan(0);
    expect(seconds(value), name).toBeLessThanOrEqual(LONGEST_FUNCTION_S);
  }
});
