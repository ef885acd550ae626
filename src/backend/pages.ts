import * as v from 'valibot';
import type { Page } from '../core/people.ts';
import { parse, parseEach, Rows } from './parse.ts';

const PageRow = v.object({ items: Rows, next_cursor: v.nullable(v.string()) });

/** A page whose rows are parsed one by one. `what` names one row in the words of an error. */
export function parsePage<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): Page<v.InferOutput<Schema>> {
  const page = parse(PageRow, value, `page of ${what}s`);
  return { items: parseEach(schema, page.items, what), nextCursor: page.next_cursor };
}

/** Where a list goes on; the first page is asked for without it. */
export const cursorArgument = (cursor: string | null) =>
  cursor === null ? {} : { p_cursor: cursor };
