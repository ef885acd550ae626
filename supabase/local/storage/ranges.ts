import { faults } from './errors.ts';

export interface ByteRange {
  /** First byte. */
  start: number;
  /** Last byte, included. */
  end: number;
}

/**
 * What a Range header asks of a file. Null: everything, also for a header that is no single byte
 * range (`bytes=5-2`, several ranges), as RFC 9110 wants. Throws InvalidRange (416) when the range
 * lies outside.
 */
export function parseRange(header: string | null, size: number): ByteRange | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    if (length === 0) throw faults.invalidRange();
    return { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return null;
  if (start >= size) throw faults.invalidRange();
  return { start, end };
}
