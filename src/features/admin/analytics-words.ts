import { READER } from '../../lib/time-words.ts';

const shortDay = new Intl.DateTimeFormat(READER.locale, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const fullDay = new Intl.DateTimeFormat(READER.locale, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});
const number = new Intl.NumberFormat(READER.locale, { maximumFractionDigits: 1 });

/** “3 Mar”, of a day `YYYY-MM-DD`. */
export const dayLabel = (day: string): string => shortDay.format(new Date(day));

/** “Tue 3 Mar 2026”, or of several days from the first to the last. */
export const spanLabel = (from: string, to: string): string =>
  from === to
    ? fullDay.format(new Date(from))
    : `${shortDay.format(new Date(from))} – ${fullDay.format(new Date(to))}`;

/** “1,234.5”; a dash where there is nothing to count. */
export const numberWords = (value: number | null): string =>
  value === null ? '–' : number.format(value);

/** “62.5 %”, of a hundred. */
export const percentWords = (value: number | null): string =>
  value === null ? '–' : `${number.format(value)} %`;
