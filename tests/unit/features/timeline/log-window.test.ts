import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../src/core/model.ts';
import {
  firstWindow,
  FROM_START,
  inWindow,
  trimmedWindow,
  widerWindow,
} from '../../../../src/features/timeline/log-window.ts';
import { sampleMessage } from '../../../support/samples.ts';

const OFFSET = 1_000;
const history = (count: number): readonly Message[] =>
  Array.from({ length: count }, (_, at) => sampleMessage(OFFSET + at));

describe('the window of the log', () => {
  it('holds everything while that is little, and what is loaded later', () => {
    const messages = history(50);
    const from = firstWindow(messages, null);
    expect(from).toBe(FROM_START);
    expect(inWindow(messages, from)).toBe(messages);
    expect(inWindow([sampleMessage(1), ...messages], from)).toHaveLength(51);
  });

  it('opens on the newest messages of a long history', () => {
    const messages = history(10_000);
    const shown = inWindow(messages, firstWindow(messages, null));
    expect(shown).toHaveLength(300);
    expect(shown.at(-1)).toBe(messages.at(-1));
  });

  it('reaches back to the unread line, but not without limit', () => {
    const messages = history(10_000);
    const near = inWindow(messages, firstWindow(messages, OFFSET + 9_000));
    expect(near[0]?.seq).toBeLessThan(OFFSET + 9_000);
    expect(inWindow(messages, firstWindow(messages, OFFSET + 10))).toHaveLength(2_000);
  });

  it('widens step by step until all is in it', () => {
    const messages = history(1_000);
    let from = firstWindow(messages, null);
    const sizes: number[] = [];
    for (let step = 0; step < 4; step += 1) {
      from = widerWindow(messages, from);
      sizes.push(inWindow(messages, from).length);
    }
    expect(sizes).toEqual([600, 900, 1_000, 1_000]);
    expect(widerWindow(messages, from)).toBe(from);
  });

  it('shrinks only when it has grown large', () => {
    const messages = history(5_000);
    const small = firstWindow(messages, null);
    expect(trimmedWindow(messages, small)).toBe(small);
    expect(inWindow(messages, trimmedWindow(messages, FROM_START))).toHaveLength(300);
  });
});
