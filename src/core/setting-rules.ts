import type { Setting } from './limits-and-times.ts';
import { isKept } from './setting-words.ts';

const WHOLE = /^[+-]?\d+$/;

/**
 * What somebody typed for a setting: a number that it may be, or why not. The database has the last
 * word; spaces around and commas between thousands are no matter.
 */
export function readSetting(
  text: string,
  { min, max, unit }: Pick<Setting, 'min' | 'max' | 'unit'>,
): { readonly value: number } | { readonly error: string } {
  const digits = text.trim().replace(/(?<=\d),(?=\d{3}(?:,|$))/g, '');
  const bounds = `Give a whole number from ${min.toLocaleString('en')} to ${max.toLocaleString('en')} (${unit}).`;
  if (digits === '') return { error: bounds };
  if (!WHOLE.test(digits)) return { error: `This is no whole number. ${bounds}` };
  const value = Number(digits);
  if (value < min) return { error: `This is too low. ${bounds}` };
  if (value > max) return { error: `This is too high. ${bounds}` };
  return { value };
}

/** Whether a setting would, with this value, remove for good what it keeps now. */
export function removesMore(
  { key, value: now }: Pick<Setting, 'key' | 'value'>,
  next: number,
): boolean {
  const length = (value: number): number => (value === 0 ? Infinity : value);
  return isKept(key) && length(next) < length(now);
}
