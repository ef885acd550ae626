import * as v from 'valibot';
import { readJson } from './body.ts';
import type { Call, StorageContext } from './context.ts';
import { faults } from './errors.ts';
import { requireToken } from './requester.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1500;
const DEFAULT_LIMIT_V2 = 1000;

const Order = v.optional(v.picklist(['asc', 'desc']), 'asc');
const Whole = v.pipe(v.number(), v.integer(), v.minValue(0));
const Search = v.object({
  prefix: v.string(),
  limit: v.optional(v.pipe(Whole, v.minValue(1)), DEFAULT_LIMIT),
  offset: v.optional(Whole, 0),
  search: v.optional(v.string(), ''),
  sortBy: v.optional(
    v.object({
      column: v.picklist(['name', 'updated_at', 'created_at', 'last_accessed_at']),
      order: Order,
    }),
    { column: 'name' },
  ),
});
const SearchV2 = v.object({
  prefix: v.optional(v.string(), ''),
  limit: v.optional(v.pipe(Whole, v.minValue(1)), DEFAULT_LIMIT_V2),
  cursor: v.optional(v.string()),
  with_delimiter: v.optional(v.boolean(), false),
  sortBy: v.optional(
    v.object({ column: v.picklist(['name', 'updated_at', 'created_at']), order: Order }),
    { column: 'name' },
  ),
});

/**
 * POST list/{bucket}: one level of a folder, of what the caller may see. Subfolders are rows with
 * nothing but a name; names are relative to the folder.
 */
export async function list(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const { prefix, search, limit, offset, sortBy } = await readJson(call.request, Search);
  const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const rows = await context.database.as(
    requester,
    'storage.object.list',
    (tx) => tx`
      with found as (
        select substr(name, ${folder.length + 1}) as rest, id, updated_at, created_at,
          last_accessed_at, metadata
        from storage.objects
        where bucket_id = ${call.bucketId} and starts_with(lower(name), lower(${folder + search}))
      ), level as (
        select distinct split_part(rest, '/', 1) as name, null::uuid as id,
          null::timestamptz as updated_at, null::timestamptz as created_at,
          null::timestamptz as last_accessed_at, null::jsonb as metadata
        from found where rest like '%/%'
        union all
        select rest, id, updated_at, created_at, last_accessed_at, metadata
        from found where rest not like '%/%'
      )
      select * from level
      order by
        ${sortBy.column === 'name' ? tx`lower(name) collate "C"` : tx`id is not null, ${tx(sortBy.column)}`}
        ${sortBy.order === 'asc' ? tx`asc` : tx`desc`}
      limit ${Math.min(limit, MAX_LIMIT)} offset ${offset}`,
  );
  return Response.json(rows);
}

interface ListedV2 {
  id: string | null;
  name: string;
}

/**
 * POST list-v2/{bucket}: whole names in pages with a cursor; with `with_delimiter` one level.
 * Deliberately simpler than storage-api: the cursor is the position, not the last name.
 */
export async function listV2(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const options = await readJson(call.request, SearchV2);
  const limit = Math.min(options.limit, DEFAULT_LIMIT_V2);
  const skip = options.cursor === undefined ? 0 : position(options.cursor);
  const { column, order } = options.sortBy;
  const rows = await context.database.as(
    requester,
    'storage.object.list_v2',
    (tx) => tx<ListedV2[]>`
      with found as (
        select *, ${options.with_delimiter} and
          substr(name, ${options.prefix.length + 1}) like '%/%' as is_folder
        from storage.objects
        where bucket_id = ${call.bucketId} and starts_with(name, ${options.prefix})
      ), level as (
        select distinct
          ${options.prefix} || split_part(substr(name, ${options.prefix.length + 1}), '/', 1) || '/'
            as name,
          null::uuid as id, null::timestamptz as updated_at, null::timestamptz as created_at,
          null::timestamptz as last_accessed_at, null::jsonb as metadata
        from found where is_folder
        union all
        select name, id, updated_at, created_at, last_accessed_at, metadata
        from found where not is_folder
      )
      select * from level
      order by ${column === 'name' ? tx`name collate "C"` : tx(column)}
        ${order === 'asc' ? tx`asc` : tx`desc`}
      limit ${limit + 1} offset ${skip}`,
  );
  const hasNext = rows.length > limit;
  const page = rows.slice(0, limit);
  return Response.json({
    hasNext,
    ...(hasNext ? { nextCursor: Buffer.from(`p:${skip + limit}`).toString('base64') } : {}),
    folders: page.flatMap(({ id, name }) => (id === null ? [{ name }] : [])),
    objects: page.filter(({ id }) => id !== null),
  });
}

function position(cursor: string): number {
  const [, digits] = /^p:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64').toString()) ?? [];
  if (digits === undefined) throw faults.invalidRequest('Invalid Parameter continuation token');
  return Number(digits);
}
