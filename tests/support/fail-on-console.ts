import { afterEach, beforeEach, expect, vi } from 'vitest';

/** A test that makes the console complain fails, unless it expects that itself. */
beforeEach(() => {
  vi.spyOn(console, 'error');
  vi.spyOn(console, 'warn');
});

afterEach(() => {
  expect(console.error).not.toHaveBeenCalled();
  expect(console.warn).not.toHaveBeenCalled();
});
