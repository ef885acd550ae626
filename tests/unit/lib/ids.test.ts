import { expect, it, vi } from 'vitest';
import { newId } from '../../../src/lib/ids.ts';

it('makes version 7 UUIDs that are all different', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

it('starts with the milliseconds since the epoch', () => {
  const at = Date.UTC(2026, 0, 5, 12);
  vi.spyOn(Date, 'now').mockReturnValue(at);
  expect(Number.parseInt(newId().replaceAll('-', '').slice(0, 12), 16)).toBe(at);
});
