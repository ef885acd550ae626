const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS_BY_NAME = 7;

/** How times are put into words for one reader. All times are epoch milliseconds. */
export interface TimeWords {
  /** Time of day, “14:05” or “2:05 PM”; in `timeZone` (IANA) if given, null if it is unknown. */
  readonly clock: (at: number) => string;
  readonly clockIn: (at: number, timeZone: string) => string | null;
  /** Equal for two times exactly if they fall on the same local day. */
  readonly dayKey: (at: number) => string;
  /** “Today”, “Yesterday”, “Tuesday”, “12 March” or “12 March 2024”. */
  readonly day: (at: number, now: number) => string;
  /** As short as a list wants it: “now”, “5 min”, “14:05”, “Yesterday”, “Tue”, “12 Mar”. */
  readonly short: (at: number, now: number) => string;
  /** “just now”, “5 min ago”, “3 h ago”, “yesterday”, “4 days ago”, “on 12 March”. */
  readonly ago: (at: number, now: number) => string;
}

/** Wording follows `locale` (BCP 47); `hourCycle` overrides its clock. */
export function createTimeWords(
  locale: string,
  hourCycle: Intl.DateTimeFormatOptions['hourCycle'],
): TimeWords {
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options);
  const hours: Intl.DateTimeFormatOptions = {
    hour: hourCycle === 'h23' ? '2-digit' : 'numeric',
    minute: '2-digit',
    ...(hourCycle === undefined ? {} : { hourCycle }),
  };
  // Formatters are slow to make and quick to use.
  const clock = format(hours);
  const weekday = format({ weekday: 'long' });
  const weekdayShort = format({ weekday: 'short' });
  const date = format({ day: 'numeric', month: 'long' });
  const dateShort = format({ day: 'numeric', month: 'short' });
  const dateWithYear = format({ day: 'numeric', month: 'long', year: 'numeric' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  // Browsers disagree on “min”, “mins” and “min.”: these two are ours.
  const minutes = (passed: number): string => `${Math.floor(passed / MINUTE_MS)} min`;
  const hourCount = (passed: number): string => `${Math.floor(passed / HOUR_MS)} h`;

  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
  /** Whole local days from `at` to `now`; daylight saving makes some of them shorter. */
  const daysBetween = (at: number, now: number): number =>
    Math.round((midnight(now) - midnight(at)) / DAY_MS);
  const sentence = (text: string): string =>
    text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  const sameYear = (a: number, b: number): boolean =>
    new Date(a).getFullYear() === new Date(b).getFullYear();
  const byName = (days: number): boolean => days >= 0 && days < 2;

  return {
    clock: (at) => clock.format(at),
    clockIn: (at, timeZone) => {
      try {
        return format({ ...hours, timeZone }).format(at);
      } catch {
        // A RangeError: this browser does not know the zone that the person gave.
        return null;
      }
    },
    dayKey: (at) => {
      const day = new Date(at);
      return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
    },
    day: (at, now) => {
      const days = daysBetween(at, now);
      if (byName(days)) return sentence(relative.format(-days, 'day'));
      if (days > 0 && days < DAYS_BY_NAME) return weekday.format(at);
      return (sameYear(at, now) ? date : dateWithYear).format(at);
    },
    short: (at, now) => {
      const days = daysBetween(at, now);
      if (now - at < MINUTE_MS) return relative.format(0, 'second');
      if (now - at < HOUR_MS) return minutes(now - at);
      if (days === 0) return clock.format(at);
      if (days === 1) return sentence(relative.format(-1, 'day'));
      if (days < DAYS_BY_NAME) return weekdayShort.format(at);
      return sameYear(at, now) ? dateShort.format(at) : dateWithYear.format(at);
    },
    ago: (at, now) => {
      const passed = now - at;
      if (passed < MINUTE_MS) return 'just now';
      if (passed < HOUR_MS) return `${minutes(passed)} ago`;
      if (passed < DAY_MS) return `${hourCount(passed)} ago`;
      const days = daysBetween(at, now);
      if (days < DAYS_BY_NAME) return relative.format(-days, 'day');
      return `on ${(sameYear(at, now) ? date : dateWithYear).format(at)}`;
    },
  };
}

const system = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();

/** Words in English, as all of the interface is; the clock as the reader's system has it. */
export const READER = {
  locale: system.locale.startsWith('en') ? system.locale : 'en-GB',
  hourCycle: system.hourCycle,
} as const;

export const timeWords: TimeWords = createTimeWords(READER.locale, READER.hourCycle);
