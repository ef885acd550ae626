import { describe, expect, it } from 'vitest';
import { createTypingHints } from '../../../../src/features/composer/typing-hints.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';

function setUp() {
  const clock = createFakeClock();
  const told: boolean[] = [];
  return { clock, told, hints: createTypingHints(clock, (typing) => told.push(typing)) };
}

describe('typing hints', () => {
  it('tells on the first key, and that it ended after a second of rest', async () => {
    const { clock, told, hints } = setUp();
    hints.typed();
    expect(told).toEqual([true]);
    await clock.advance(999);
    expect(told).toEqual([true]);
    await clock.advance(1);
    expect(told).toEqual([true, false]);
  });

  it('repeats every three seconds while keys come', async () => {
    const { clock, told, hints } = setUp();
    for (let key = 0; key < 14; key += 1) {
      hints.typed();
      await clock.advance(500);
    }
    expect(told).toEqual([true, true, true]);
  });

  it('ends at once when the message is sent, and only once', async () => {
    const { clock, told, hints } = setUp();
    hints.typed();
    hints.ended();
    hints.ended();
    await clock.advance(5_000);
    expect(told).toEqual([true, false]);
    expect(clock.pending()).toBe(0);
  });
});
