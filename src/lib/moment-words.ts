import { READER } from './time-words.ts';

const DAY_MS = 24 * 60 * 60_000;

/** How times to come are put into words for one reader. Times are epoch milliseconds. */
export interface MomentWords {
  /** “Today, 14:00”, “Tomorrow, 14:00”, “Tue 24 Nov, 14:00”, or with the year where that is another. */
  readonly moment: (at: number, now: number) => string;
  /** “12 Nov 2026, 14:03”, the same whenever it is read. */
  readonly exact: (at: number) => string;
  /** “Tue 15:00”: day and time of day in `timeZone` (IANA), null if it is unknown. */
  readonly momentIn: (at: number, timeZone: string) => string | null;
}

/** As `createTimeWords`. */
export function createMomentWords(
  locale: string,
  hourCycle: Intl.DateTimeFormatOptions['hourCycle'],
): MomentWords {
  const hours: Intl.DateTimeFormatOptions = {
    hour: hourCycle === 'h23' ? '2-digit' : 'numeric',
    minute: '2-digit',
    ...(hourCycle === undefined ? {} : { hourCycle }),
  };
  const clock = new Intl.DateTimeFormat(locale, hours);
  const dated = (more: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', ...more });
  const date = dated({});
  const dateWithYear = dated({ year: 'numeric' });
  const fullDate = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
  const midnight = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

  return {
    exact: (at) => `${fullDate.format(at)}, ${clock.format(at)}`,
    moment: (at, now) => {
      // Daylight saving makes some days shorter.
      const days = Math.round((midnight(at) - midnight(now)) / DAY_MS);
      if (days === 0) return `Today, ${clock.format(at)}`;
      if (days === 1) return `Tomorrow, ${clock.format(at)}`;
      if (days === -1) return `Yesterday, ${clock.format(at)}`;
      const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
      return `${(sameYear ? date : dateWithYear).format(at)}, ${clock.format(at)}`;
    },
    momentIn: (at, timeZone) => {
      try {
        return new Intl.DateTimeFormat(locale, { ...hours, weekday: 'short', timeZone }).format(at);
      } catch {
        // A RangeError: this browser does not know the zone that the person gave.
        return null;
      }
    },
  };
}

export const momentWords: MomentWords = createMomentWords(READER.locale, READER.hourCycle);

const pad = (value: number): string => String(value).padStart(2, '0');

/** A moment as `<input type="datetime-local">` has it, in the reader's own zone, to the minute. */
export function inputTime(at: number): string {
  const day = new Date(at);
  const date = `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
  return `${date}T${pad(day.getHours())}:${pad(day.getMinutes())}`;
}

const DAY_CHARACTERS = 'YYYY-MM-DD'.length;

/** The day of a moment in the reader's own zone, as `<input type="date">` has it. */
export const inputDay = (at: number): string => inputTime(at).slice(0, DAY_CHARACTERS);

/** What such an input says, as a moment; null for nothing, or half of one. */
export function fromInputTime(text: string): number | null {
  const at = text === '' ? NaN : new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}
