const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Local midnight `days` after the one with which a day (`YYYY-MM-DD`) begins, epoch ms; null for no day. */
function midnight(day: string, days: number): number | null {
  const [, year, month, date] = DAY.exec(day) ?? [];
  if (year === undefined || month === undefined || date === undefined) return null;
  const begins = new Date(Number(year), Number(month) - 1, Number(date));
  // The 31st of February is a day in March.
  if (begins.getMonth() !== Number(month) - 1 || begins.getDate() !== Number(date)) return null;
  return new Date(Number(year), Number(month) - 1, Number(date) + days).getTime();
}

/** When a local day begins, and when the next one does: daylight saving makes some shorter. */
export const dayBegins = (day: string): number | null => midnight(day, 0);
export const dayEnds = (day: string): number | null => midnight(day, 1);

/** Whether it is a day as an address or `<input type="date">` has it. */
export const isDay = (day: string): boolean => dayBegins(day) !== null;

/** What the database is asked for by days from and to, both included; ISO 8601, without what is null. */
export function dayRange(from: string | null, to: string | null): { from?: string; to?: string } {
  const begins = from === null ? null : dayBegins(from);
  const ends = to === null ? null : dayEnds(to);
  return {
    ...(begins === null ? {} : { from: new Date(begins).toISOString() }),
    ...(ends === null ? {} : { to: new Date(ends).toISOString() }),
  };
}
