import type postgres from 'postgres';
import { StackError } from '../local/stack-error.ts';
import { connectTo, placeOf } from './connect.ts';

/** What is needed of the old schema; other columns are used where they are, see docs/migration.md. */
const REQUIRED: Record<string, readonly string[]> = {
  users: ['id', 'email', 'role'],
  suppliers: ['id', 'user_id'],
  conversations: ['id', 'buyer_id', 'supplier_id', 'unread_count_admin', 'created_at'],
  messages: [
    ...['id', 'conversation_id', 'sender_id', 'sender_type', 'receiver_id'],
    ...['content', 'attachments', 'is_read', 'created_at'],
  ],
};

/** So many rows are in memory at once. */
const ROWS_AT_ONCE = 2_000;

/** A row of the old database as JSON text. */
export type OldRow = string;

export interface OldDatabase {
  /** Every row of a table; empty where the old database has no such table. */
  rows: (table: 'users' | 'suppliers' | 'products') => AsyncIterable<OldRow[]>;
  /** Conversations, those with the latest activity first. */
  conversations: () => AsyncIterable<OldRow[]>;
  messagesOf: (conversationIds: string[]) => AsyncIterable<OldRow[]>;
  /** Messages whose conversation is none of these. */
  otherMessages: (conversationIds: string[]) => AsyncIterable<OldRow[]>;
  close: () => Promise<void>;
}

/**
 * Connects, read-only. Throws a StackError when it cannot be reached or is not the old marketplace,
 * naming what is missing.
 */
export async function openOldDatabase(url: string): Promise<OldDatabase> {
  const sql = await connectTo(url, 'The old database', { default_transaction_read_only: 'on' });
  try {
    const tables = await requireOldSchema(sql, url);
    return {
      rows: (table) =>
        tables.has(table)
          ? texts(
              sql<
                { row: OldRow }[]
              >`select to_jsonb(t)::text as "row" from ${sql(table)} t order by t.id`,
            )
          : texts(sql<{ row: OldRow }[]>`select '' as "row" where false`),
      conversations: () =>
        texts(
          sql<{ row: OldRow }[]>`select to_jsonb(c)::text as "row" from conversations c
              order by coalesce(
                to_jsonb(c) ->> 'last_message_at', to_jsonb(c) ->> 'updated_at', to_jsonb(c) ->> 'created_at'
              ) desc nulls last, c.id`,
        ),
      messagesOf: (ids) =>
        texts(
          sql<
            { row: OldRow }[]
          >`select to_jsonb(m)::text as "row" from messages m where m.conversation_id = any (${ids})`,
        ),
      otherMessages: (ids) =>
        texts(
          sql<{ row: OldRow }[]>`select to_jsonb(m)::text as "row" from messages m
              where not exists (select 1 from unnest(${ids}::text[]) k (id) where k.id = m.conversation_id)`,
        ),
      close: () => sql.end(),
    };
  } catch (error) {
    await sql.end();
    throw error;
  }
}

/** @returns the names of its tables */
async function requireOldSchema(sql: postgres.Sql, url: string): Promise<Set<string>> {
  const columns = await sql<{ table: string; column: string }[]>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = any (current_schemas(false))`;
  for (const [table, names] of Object.entries(REQUIRED))
    for (const name of names)
      if (!columns.some((found) => found.table === table && found.column === name))
        throw new StackError(
          `The database at ${placeOf(url)} is not the old marketplace: it has no column ${table}.${name}.`,
        );
  return new Set(columns.map((found) => found.table));
}

async function* texts(query: postgres.PendingQuery<{ row: OldRow }[]>): AsyncIterable<OldRow[]> {
  for await (const rows of query.cursor(ROWS_AT_ONCE)) yield rows.map(({ row }) => row);
}
