const MINUTES_PER_HOUR = 60;
const HOURS_PER_DAY = 24;

/** `HH:MM` in minutes since midnight. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * MINUTES_PER_HOUR + minutes;
}

/**
 * The time of day at `at` (epoch ms), in minutes since midnight; in `timeZone` (IANA) if this browser
 * knows that, else where the device is.
 */
export function minuteOfDay(at: number, timeZone: string | null): number {
  let format;
  const options = { hour: 'numeric', minute: 'numeric', hourCycle: 'h23' } as const;
  try {
    format = new Intl.DateTimeFormat('en', {
      ...options,
      ...(timeZone === null ? {} : { timeZone }),
    });
  } catch {
    // A RangeError: the zone is unknown here.
    format = new Intl.DateTimeFormat('en', options);
  }
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const hours = (parts.get('hour') ?? 0) % HOURS_PER_DAY;
  return hours * MINUTES_PER_HOUR + (parts.get('minute') ?? 0);
}

/** Whether a time of day lies from `from` on and before `to`, which may be on the next day. */
export const isBetween = (minute: number, from: number, to: number): boolean =>
  from <= to ? minute >= from && minute < to : minute >= from || minute < to;
