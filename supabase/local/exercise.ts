import { readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';

const EXTRA_FILE = path.join(import.meta.dirname, 'exercise.sql');

/** Ends the transaction without keeping anything. */
class RollBack extends Error {}

interface Parameter {
  name: string;
  type: string;
  /** Empty unless the type is an enum. */
  enumValues: string[];
  hasDefault: boolean;
}

interface Callable {
  name: string;
  parameters: Parameter[];
}

/** Values a call may need, taken from the seeded rows. */
interface Sample {
  user_id: string;
  session_id: string;
  peer_id: string;
  product_id: string | null;
}

/**
 * Uses the database the way the app does, so that an index nothing needs is told apart from one
 * that merely was not used yet: every table read and every API function called as signed-in people,
 * scheduled work run, parents deleted (which looks for children through foreign keys), and
 * `exercise.sql`. All in one transaction that is rolled back; the use counters stay.
 * @param superUrl a migrated and seeded database
 */
export async function exerciseIndexes(superUrl: string): Promise<void> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined });
  try {
    await sql.begin(async (tx) => {
      // The tables are small: without this every plan would read them whole.
      await tx`set local enable_seqscan = off`;
      for (const sample of await samples(tx)) {
        await asUser(tx, sample.user_id);
        for (const relation of await readable(tx))
          await attempt(tx, `select count(*) from ${relation}`);
        for (const callable of await callables(tx, 'public'))
          await callBothWays(tx, callable, sample);
        await tx`reset role`;
      }
      for (const callable of await callables(tx, 'private'))
        if (callable.parameters.every((parameter) => parameter.hasDefault))
          await attempt(tx, `select private.${callable.name}()`);
      await tx.unsafe(await readFile(EXTRA_FILE, 'utf8'));
      for (const table of await tables(tx))
        await attempt(tx, `delete from ${table} where ctid = (select ctid from ${table} limit 1)`);
      throw new RollBack();
    });
  } catch (error) {
    if (!(error instanceof RollBack)) throw error;
  } finally {
    await sql.end();
  }
}

/** A refusal is fine: what matters is which indexes the attempt used. */
async function attempt(tx: postgres.TransactionSql, query: string): Promise<void> {
  await tx
    .savepoint((inner) => inner.unsafe(query))
    .catch((error: unknown) => {
      if (!(error instanceof postgres.PostgresError)) throw error;
    });
}

/** Everybody's every session, with a companion in it. */
function samples(tx: postgres.TransactionSql): Promise<Sample[]> {
  return tx<Sample[]>`
    select distinct on (mine.user_id)
      mine.user_id,
      mine.session_id,
      peer.user_id as peer_id,
      (select id from public.products order by id limit 1) as product_id
    from public.participants mine
    join public.participants peer
      on peer.session_id = mine.session_id and peer.user_id <> mine.user_id
    order by mine.user_id, mine.session_id`;
}

async function asUser(tx: postgres.TransactionSql, userId: string): Promise<void> {
  const claims = { sub: userId, role: 'authenticated', session_id: crypto.randomUUID() };
  await tx`
    select
      set_config('request.jwt.claims', ${JSON.stringify(claims)}, true),
      set_config('role', 'authenticated', true)`;
}

async function readable(tx: postgres.TransactionSql): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select c.oid::regclass::text as name
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'p')`;
  return rows.map((row) => row.name);
}

async function tables(tx: postgres.TransactionSql): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select c.oid::regclass::text as name
    from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'auth'::regnamespace)
      and c.relkind in ('r', 'p')`;
  return rows.map((row) => row.name);
}

function callables(tx: postgres.TransactionSql, schema: string): Promise<Callable[]> {
  return tx<Callable[]>`
    select
      p.proname as name,
      coalesce(
        (
          select jsonb_agg(
            jsonb_build_object(
              'name', p.proargnames[argument.position],
              'type', format_type(argument.type, null),
              'enumValues', (
                select coalesce(jsonb_agg(e.enumlabel order by e.enumsortorder), '[]')
                from pg_enum e where e.enumtypid = argument.type
              ),
              'hasDefault', argument.position > p.pronargs - p.pronargdefaults
            ) order by argument.position
          )
          from unnest(p.proargtypes) with ordinality as argument (type, position)
        ),
        '[]'
      ) as parameters
    from pg_proc p
    where p.pronamespace = ${schema}::regnamespace
      and p.prokind = 'f'
      and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    order by p.proname`;
}

/** With the required arguments and with all, for every value of the first enum among them. */
async function callBothWays(
  tx: postgres.TransactionSql,
  callable: Callable,
  sample: Sample,
): Promise<void> {
  const required = callable.parameters.filter((parameter) => !parameter.hasDefault);
  for (const parameters of [required, callable.parameters])
    for (const choice of parameters.find((parameter) => parameter.enumValues.length > 0)
      ?.enumValues ?? ['']) {
      const list = parameters.map(
        (parameter) =>
          `${parameter.name} => ${argument(parameter, choice, sample)}::${parameter.type}`,
      );
      await attempt(tx, `select public.${callable.name}(${list.join(', ')})`);
    }
}

/** A plausible SQL literal for a parameter, guessed from its name and type. */
function argument({ name, type, enumValues }: Parameter, choice: string, sample: Sample): string {
  const label = enumValues.includes(choice) ? choice : enumValues[0];
  if (label !== undefined) return `'${label}'`;
  if (type === 'uuid') {
    if (name.includes('session')) return `'${sample.session_id}'`;
    if (name.includes('peer') || name.includes('user')) return `'${sample.peer_id}'`;
    if (name.includes('product') && sample.product_id !== null) return `'${sample.product_id}'`;
    return 'gen_random_uuid()';
  }
  if (type === 'integer' || type === 'bigint') return '1';
  if (type === 'boolean') return 'true';
  if (type === 'text') return /before|cursor/.test(name) ? 'null' : `'text'`;
  return 'null';
}
