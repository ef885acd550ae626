import { expect, test } from 'vitest';
import { oldIfSame } from '../../../src/lib/old-if-same.ts';

const inner = { a: 1 };

test.each([
  ['objects', { a: 1, b: inner, c: null }, { c: null, a: 1, b: inner }],
  ['arrays', [1, inner], [1, inner]],
  ['nothing at all', {}, {}],
])('the old one stays where the new one says the same: %s', (_what, old: object, next) => {
  expect(oldIfSame(old, next)).toBe(old);
});

test.each([
  ['another value', { a: 1 }, { a: 2 }],
  ['an equal object that is another', { a: inner }, { a: { a: 1 } }],
  ['a field more', { a: 1 }, { a: 1, b: undefined }],
  ['a field less', { a: 1, b: undefined }, { a: 1 }],
  ['a field of another name', { a: undefined }, { b: undefined }],
  ['another order of items', [1, 2], [2, 1]],
  ['an item less', [1, 2], [1]],
])('the new one counts with %s', (_what, old: object, next) => {
  expect(oldIfSame(old, next)).toBe(next);
});
