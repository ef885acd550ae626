import { UUID } from 'uuidv7';
import { expect, test } from 'vitest';
import { newId } from '../../../src/lib/ids.ts';

test('an id is a UUIDv7 of now', () => {
  const before = Date.now();
  const id = UUID.parse(newId());
  const after = Date.now();
  expect(id.getVersion()).toBe(7);
  expect(id.getVariant()).toBe('VAR_10');
  const madeAt = Number.parseInt(id.toHex().slice(0, 12), 16);
  expect(madeAt).toBeGreaterThanOrEqual(before);
  expect(madeAt).toBeLessThanOrEqual(after);
});

test('no two are the same', () => {
  const ids = Array.from({ length: 10_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
});
