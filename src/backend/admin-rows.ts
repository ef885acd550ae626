import * as v from 'valibot';
import type { NamedPerson } from '../core/reports.ts';
import type { Export } from '../core/admin-sessions.ts';
import { parse, parseEach, Rows } from './parse.ts';
import { Id, Role } from './rows.ts';

/** All that a filter found, row by row. `what` names one in the words of an error. */
export function parseExport<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): Export<v.InferOutput<Schema>> {
  const found = parse(v.object({ items: Rows, truncated: v.boolean() }), value, `list of ${what}s`);
  return { items: parseEach(schema, found.items, what), truncated: found.truncated };
}

/** Somebody out of `profiles`, as lists of admins name them. */
export const ProfileAsPerson = v.pipe(
  v.object({ id: Id, full_name: v.string(), role: Role }),
  v.transform((row): NamedPerson => ({ id: row.id, name: row.full_name, role: row.role })),
);
