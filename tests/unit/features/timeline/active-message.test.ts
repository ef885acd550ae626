import { describe, expect, it } from 'vitest';
import { createActiveMessage } from '../../../../src/features/timeline/active-message.ts';

describe('the message that shows its actions', () => {
  it('is the one under the pointer, or else the one with the focus', () => {
    const active = createActiveMessage();
    active.focus('focused');
    expect(active.get()).toBe('focused');
    active.hover('hovered');
    expect(active.get()).toBe('hovered');
    active.hover(null);
    expect(active.get()).toBe('focused');
  });

  it('is the one with the focus while somebody uses the keyboard', () => {
    const active = createActiveMessage();
    active.hover('hovered');
    active.byKeyboard(true);
    active.focus('focused');
    active.hover('scrolled under the pointer');
    expect(active.get()).toBe('focused');
    active.byKeyboard(false);
    expect(active.get()).toBe('scrolled under the pointer');
  });

  it('stays while something that hangs on it is open', () => {
    const active = createActiveMessage();
    active.hover('held');
    active.hold('held');
    active.hover('other');
    expect(active.get()).toBe('held');
    active.release('other');
    expect(active.get()).toBe('held');
    active.release('held');
    expect(active.get()).toBe('other');
  });

  it('tells only of changes, and stops', () => {
    const active = createActiveMessage();
    let told = 0;
    const stop = active.subscribe(() => (told += 1));
    active.hover('a');
    active.hover('a');
    active.focus('a');
    expect(told).toBe(1);
    stop();
    active.hover('b');
    expect(told).toBe(1);
  });
});
