import type { Sql, Tx } from '../support/database.ts';

export interface CatalogColumn {
  name: string;
  type: string;
}

export interface CatalogTable {
  /** With its schema. */
  name: string;
  schema: string;
  view: boolean;
  /** `computed`: takes no value but its default, whoever writes. */
  columns: (CatalogColumn & { computed: boolean })[];
}

export interface CatalogFunction {
  name: string;
  /** Parameters without a default: they must be given. */
  parameters: CatalogColumn[];
}

/** Every table, view and partition outside of PostgreSQL's own schemas, with its columns. */
export async function catalogTables(sql: Sql | Tx): Promise<CatalogTable[]> {
  return sql<CatalogTable[]>`
    select n.nspname || '.' || c.relname as name,
      -- A partition is reached through its table; by its own name it is nobody's.
      case when c.relispartition then 'partitions' else n.nspname end as schema,
      c.relkind = 'v' as view,
      json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'computed', a.attgenerated <> '' or a.attidentity = 'a'
      ) order by a.attnum) as columns
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    group by n.nspname, c.oid
    order by 1`;
}

/** Every function of the API's schema. */
export async function catalogFunctions(sql: Sql | Tx): Promise<CatalogFunction[]> {
  return sql<CatalogFunction[]>`
    select p.proname as name, coalesce((
      select json_agg(json_build_object('name', p.proargnames[n], 'type', format_type(p.proargtypes[n - 1], null)) order by n)
      from generate_series(1, p.pronargs - p.pronargdefaults) n
    ), '[]') as parameters
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    order by 1`;
}
