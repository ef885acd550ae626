import type postgres from 'postgres';

/** PostgreSQL type numbers of the values that the driver and PostgREST write differently. */
const JSON_OID = 114;
const JSONB_OID = 3802;
const DATE_OID = 1082;
const TIMESTAMP_OID = 1114;
const TIMESTAMPTZ_OID = 1184;

/** JSON arrives at the driver as text already; encoding that again would store a string. */
const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Times leave as PostgREST writes them, not as PostgreSQL does. */
export const wireTypes: Record<string, postgres.PostgresType> = {
  json: { to: JSON_OID, from: [JSON_OID], serialize: asText, parse: JSON.parse },
  jsonb: { to: JSONB_OID, from: [JSONB_OID], serialize: asText, parse: JSON.parse },
  // A day has no time and no zone: the driver would make a moment of it.
  date: {
    to: DATE_OID,
    from: [DATE_OID],
    serialize: String,
    parse: (text: string) => text,
  },
  timestamp: {
    to: TIMESTAMP_OID,
    from: [TIMESTAMP_OID],
    serialize: String,
    parse: isoTime,
  },
  timestamptz: {
    to: TIMESTAMPTZ_OID,
    from: [TIMESTAMPTZ_OID],
    serialize: String,
    parse: isoTime,
  },
};

/** `2026-11-22 05:48:31.1+00` becomes `2026-11-22T05:48:31.1+00:00`. */
function isoTime(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
}
