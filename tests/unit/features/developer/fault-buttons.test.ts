import { expect, test } from 'vitest';
import { faultGroups } from '../../../../src/features/developer/fault-buttons.ts';
import { parseFault } from '../../../../supabase/local/faults/parse-fault.ts';

const buttons = faultGroups.flatMap((group) => group.buttons);

test.each(buttons)('the stack takes “$label”', ({ fault }) => {
  expect(parseFault(fault)).toEqual(fault);
});

test('no two buttons are called the same', () => {
  expect(new Set(buttons.map(({ label }) => label)).size).toBe(buttons.length);
});
