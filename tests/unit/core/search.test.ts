import { expect, test } from 'vitest';
import { groupFound } from '../../../src/core/search.ts';
import { sampleMessage, uuid } from '../../support/samples.ts';

const [A, B] = [uuid(101), uuid(102)];
const inA = (seq: number) => sampleMessage(seq, { sessionId: A });
const inB = (seq: number) => sampleMessage(seq, { sessionId: B });
const shape = (pages: Parameters<typeof groupFound>[0]) =>
  groupFound(pages).map(({ sessionId, messages }) => [sessionId, messages.map((m) => m.seq)]);

test('puts what was found together by session, the newest first', () => {
  expect(shape([[inA(9), inB(8), inA(7), inB(6)]])).toEqual([
    [A, [9, 7]],
    [B, [8, 6]],
  ]);
});

test('puts a later page below what is there', () => {
  expect(shape([[inA(9), inB(8)], [inB(7), inA(6), inB(5)], []])).toEqual([
    [A, [9]],
    [B, [8, 7, 5]],
    [A, [6]],
  ]);
  const keys = groupFound([[inA(9), inB(8)], [inA(6)]]).map((group) => group.key);
  expect(new Set(keys).size).toBe(3);
});

test('finds nothing in nothing', () => {
  expect(shape([])).toEqual([]);
  expect(shape([[]])).toEqual([]);
});
