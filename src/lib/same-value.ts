/** Whether two values of plain data (no cycles, no classes) say the same, whatever objects hold it. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const before = Object.entries(a);
  const after = b as Readonly<Record<string, unknown>>;
  return (
    before.length === Object.keys(b).length &&
    before.every(([key, value]) => key in after && sameValue(value, after[key]))
  );
}
