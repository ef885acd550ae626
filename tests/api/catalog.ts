import type { Sql } from '../support/database.ts';

export interface Relation {
  name: string;
  /** Columns that hold uuids: whose, which session, which message. */
  idColumns: string[];
}

/** Every table and view of the API schema, from the catalog: a new one is covered by itself. */
export async function apiRelations(sql: Sql): Promise<Relation[]> {
  const rows = await sql<Relation[]>`
    select c.relname as name, array(
      select a.attname::text from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'uuid'::regtype
      order by a.attnum
    ) as "idColumns"
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`;
  return [...rows];
}

/** Every function of the API schema that can be called, without those of extensions. */
export async function apiFunctions(sql: Sql): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select distinct p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public' and p.prorettype <> 'trigger'::regtype
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by 1`;
  return rows.map((row) => row.name);
}
