/** What a spreadsheet may take for a formula when a cell begins with it. */
const FORMULA = /^[=+\-@\t\r]/;
/** What a cell holds only within quotes. */
const QUOTED = /[",\r\n]/;
/** By this, Excel knows that a file is in UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** A cell: numbers as they are, text so that no program takes it for anything else. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as CSV (RFC 4180); text that looks like a formula begins with an apostrophe. */
export const csvText = (rows: readonly (readonly (string | number | null)[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
