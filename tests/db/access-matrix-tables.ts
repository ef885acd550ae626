import type { Tx } from '../support/database.ts';
import { DONE, FORBIDDEN, type Answer, type Attempt } from './access-matrix-attempts.ts';
import { catalogTables, type CatalogTable } from './access-matrix-catalog.ts';
import { NAMED_SCHEMAS, TABLES, type Rule } from './access-matrix-rules.ts';
import type { Actor, Scene } from './access-matrix-scene.ts';

const RULES_FILE = 'tests/db/access-matrix-rules.ts';

export interface Planned {
  attempts: Attempt[];
  /** What the rules do not say yet, each as a sentence that tells what to write. */
  unsaid: string[];
}

const names = (columns: string | undefined): string[] => columns?.split(' ') ?? [];
const literal = (value: string | null): string =>
  value === null ? 'null' : `'${value.replaceAll("'", "''")}'`;
const refused = { wanted: 'refused', isFine: ({ code }: Answer) => code === FORBIDDEN };
/** What PostgreSQL says before it looks at grants: nobody writes to a view that joins. */
const IMPOSSIBLE = new Set([FORBIDDEN, '55000', '0A000', '42809']);
const refusedAsView = {
  wanted: 'refused or impossible',
  isFine: ({ code }: Answer) => IMPOSSIBLE.has(code),
};
const refusedWriting = ({ view }: CatalogTable) => (view ? refusedAsView : refused);

/**
 * Every table × verb × column × actor of the catalog, with what the rules say must come of it.
 * @param tx as the owner; what it sees is what must be seen by nobody but those whom the rules name
 */
export async function planTables(
  tx: Tx,
  scene: Scene,
  concerns: (table: string) => boolean = () => true,
): Promise<Planned> {
  const plan: Planned = { attempts: [], unsaid: [] };
  for (const table of await catalogTables(tx)) {
    if (!concerns(table.name)) continue;
    const named = NAMED_SCHEMAS.includes(table.schema);
    const rule = TABLES[table.name];
    if (named && rule === undefined)
      plan.unsaid.push(
        `${table.name} has no line in ${RULES_FILE}: say whose rows are read, by which columns, and what may be written.`,
      );
    const unsaid = rule === undefined ? [] : unsaidColumns(table, rule);
    plan.unsaid.push(...unsaid);
    const sample = await sampleOf(tx, table);
    for (const who of scene.actors)
      plan.attempts.push(
        ...(named && rule !== undefined
          ? await attemptsOn(tx, table, rule, who, scene, sample)
          : closed(table, who, sample)),
      );
  }
  return plan;
}

/**
 * Tables that the rules name and of which `who` gets every row that there is, though not everybody
 * should: there was nothing to be refused.
 */
export async function withoutForeignRows(tx: Tx, who: Actor): Promise<string[]> {
  const found: string[] = [];
  for (const [name, { rows }] of Object.entries(TABLES)) {
    const all = await countRows(tx, name, 'true');
    if (all === 0 || (rows(who) !== 'true' && all === (await countRows(tx, name, rows(who)))))
      found.push(name);
  }
  return found;
}

function unsaidColumns(table: CatalogTable, rule: Rule): string[] {
  if (rule.reads === '*') return [];
  const said = new Set([...names(rule.reads), ...names(rule.hidden)]);
  return table.columns
    .filter(({ name }) => !said.has(name))
    .map(
      ({ name }) =>
        `${table.name}.${name} is not said in ${RULES_FILE}: write it into "reads" or "hidden" of its table.`,
    );
}

type Sample = Map<string, string | null>;
type Expected = Pick<Attempt, 'wanted' | 'isFine'>;

/** Values that the table takes: those of a row that is there. */
async function sampleOf(tx: Tx, table: CatalogTable): Promise<Sample> {
  const list = table.columns.map(({ name }) => `"${name}"::text as "${name}"`).join();
  const [row] = await tx.unsafe<Record<string, string | null>[]>(
    `select ${list} from ${table.name} limit 1`,
  );
  return new Map(table.columns.map(({ name }) => [name, row?.[name] ?? null]));
}

type Column = CatalogTable['columns'][number];

const valueFor = ({ name, type, computed }: Column, sample: Sample): string =>
  computed ? 'default' : `${literal(sample.get(name) ?? null)}::${type}`;
const insertionOf = (table: string, row: Record<string, string>): string =>
  `insert into ${table} (${Object.keys(row).join()}) values (${Object.values(row).map(literal).join()})`;
const withColumn = (
  table: string,
  row: Record<string, string>,
  column: Column,
  sample: Sample,
): string =>
  insertionOf(table, row)
    .replace(' (', ` ("${column.name}", `)
    .replace(' values (', ` values (${valueFor(column, sample)}, `);
const insertion = (table: string, column: Column, sample: Sample): string =>
  `insert into ${table} ("${column.name}") values (${valueFor(column, sample)})`;
const change = (table: string, column: Column, value: string): string =>
  `update ${table} set "${column.name}" = ${value}`;

/** A table that the API has nothing to do with. */
function closed(table: CatalogTable, who: Actor, sample: Sample): Attempt[] {
  const { name } = table;
  const writing = refusedWriting(table);
  const one = (what: string, sql: string, expected: Expected): Attempt => ({
    ...{ who, what: `${what} ${name}`, sql, asks: false },
    ...expected,
  });
  return [
    ...table.columns.flatMap((column) => [
      one(`select ${column.name} of`, `select "${column.name}" from ${name}`, refused),
      one(`insert ${column.name} into`, insertion(name, column, sample), writing),
      one(`update ${column.name} of`, change(name, column, valueFor(column, sample)), writing),
    ]),
    one('delete from', `delete from ${name}`, writing),
    one('truncate', `truncate ${name} cascade`, writing),
  ];
}

async function attemptsOn(
  tx: Tx,
  table: CatalogTable,
  rule: Rule,
  who: Actor,
  scene: Scene,
  sample: Sample,
): Promise<Attempt[]> {
  const { name } = table;
  const platform = rule.reads === '*';
  // The platform lets visitors ask its tables, and its policies answer with nothing.
  const asked = who.id !== null || platform;
  const columns = (list: string | undefined) =>
    list === '*' ? table.columns.map((column) => column.name) : asked ? names(list) : [];
  const count = (rows: string) => countRows(tx, name, who.id === null ? 'false' : rows);
  const exactly = (rows: number) => ({
    wanted: `${rows} rows`,
    isFine: ({ code, text }: Answer) => code === DONE && text === String(rows),
  });

  const nothing = {
    wanted: 'refused, or 0 rows',
    isFine: ({ code, text }: Answer) => code === FORBIDDEN || (code === DONE && text === '0'),
  };

  const readable = columns(rule.reads);
  const readRows = await count(rule.rows(who));
  const insertable = columns(rule.inserts?.columns);
  const updatable = columns(rule.updates?.columns);
  const updateRows = rule.updates === undefined ? 0 : await count(rule.updates.rows(who));
  const writing = refusedWriting(table);
  const one = (what: string, sql: string, expected: Expected): Attempt => ({
    ...{ who, what: `${what} ${name}`, sql, asks: false },
    ...expected,
  });

  const attempts = table.columns.flatMap((column) => {
    const reads = readable.includes(column.name) ? exactly(readRows) : refused;
    // One column alone makes no row of anything.
    const inserts = insertable.includes(column.name)
      ? { wanted: 'no row', isFine: ({ code }: Answer) => code !== DONE }
      : writing;
    const touches = {
      wanted: `${updateRows} rows at most`,
      isFine: ({ code, text }: Answer) =>
        code === DONE ? Number(text) <= updateRows : updateRows > 0,
    };
    const updates = !updatable.includes(column.name)
      ? writing
      : platform
        ? touches
        : updateRows > 0
          ? exactly(updateRows)
          : nothing;
    // Whoever may write it writes something that it takes; the others what stands there already.
    const value =
      updatable.includes(column.name) && !platform
        ? (HARMLESS[column.name] ?? 'default')
        : valueFor(column, sample);
    return [
      one(`select ${column.name} of`, `select "${column.name}" from ${name}`, reads),
      one(`insert ${column.name} into`, insertion(name, column, sample), inserts),
      one(`update ${column.name} of`, change(name, column, value), updates),
    ];
  });

  if (rule.inserts !== undefined) {
    const row = rule.inserts.row(who, scene);
    const sql = insertionOf(name, row);
    const taken = rule.inserts.by.includes(who.name);
    attempts.push(one('insert a row into', sql, taken ? exactly(1) : refused));
    // Alone, a column may be refused for what is missing. With a good row it is refused for itself.
    for (const column of taken ? table.columns : [])
      if (!insertable.includes(column.name))
        attempts.push(
          one(
            `insert ${column.name} with a row into`,
            withColumn(name, row, column, sample),
            refused,
          ),
        );
  }
  const deletes = rule.deletes === undefined ? writing : exactly(await count(rule.deletes(who)));
  attempts.push(one('delete from', `delete from ${name}`, deletes));
  if (rule.truncates === undefined)
    attempts.push(one('truncate', `truncate ${name} cascade`, writing));
  return attempts;
}

/** What anybody may write where the column takes no default. */
const HARMLESS: Record<string, string> = {
  full_name: `'Somebody'`,
  name: `'Something'`,
  price_cents: '1',
};

async function countRows(tx: Tx, table: string, rows: string): Promise<number> {
  const [row] = await tx.unsafe<{ n: number }[]>(
    `select count(*)::int as n from ${table} where ${rows}`,
  );
  return row!.n;
}
