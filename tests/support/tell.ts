import { expect } from 'vitest';

/**
 * Prints what a chaos test did and what came of it, after the fault's name: the words of the test's
 * title up to its colon.
 */
export function tell(what: string): void {
  const [fault = ''] = (expect.getState().currentTestName ?? '').split(':');
  console.log(`${fault}: ${what}`);
}
