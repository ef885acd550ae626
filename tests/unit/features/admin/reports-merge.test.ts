import { expect, test } from 'vitest';
import type { QueuedReport } from '../../../../src/core/reports.ts';
import { mergeQueue } from '../../../../src/features/admin/reports-merge.ts';
import { SESSION, uuid } from '../../../support/samples.ts';

/** The report that was made at `at`. */
const report = (at: number, more: Partial<QueuedReport> = {}): QueuedReport => ({
  id: uuid(at),
  reason: 'spam',
  note: null,
  status: 'open',
  resolution: null,
  createdAt: at,
  resolvedAt: null,
  reporter: { id: uuid(1), name: 'Nora Lind', role: 'student' },
  assignedTo: null,
  resolvedBy: null,
  session: { id: SESSION, kind: 'mentoring', status: 'in_progress', subject: null, founders: [] },
  message: null,
  ...more,
});
const times = (items: readonly QueuedReport[]) => items.map(({ createdAt }) => createdAt);
const whole = { nextCursor: null };

test('new ones come on top, and what has left the list goes', () => {
  const listed = [report(3), report(2), report(1)];
  expect(times(mergeQueue(listed, { items: [report(4), report(2)], ...whole }, []))).toEqual([
    4, 2,
  ]);
});

test('what was loaded beyond the first page stays', () => {
  const listed = [report(5), report(4), report(3), report(2), report(1)];
  const first = { items: [report(6), report(4)], nextCursor: 'further' };
  expect(times(mergeQueue(listed, first, []))).toEqual([6, 4, 3, 2, 1]);
});

test('what another admin has just closed stays in its place, as it is now', () => {
  const closed = report(2, { status: 'resolved' });
  const merged = mergeQueue([report(3), closed], { items: [report(3)], ...whole }, [closed.id]);
  expect(merged).toEqual([report(3), closed]);
});

test('what is in both is as the server has it', () => {
  const assigned = report(1, { status: 'assigned' });
  expect(mergeQueue([report(1)], { items: [assigned], ...whole }, [])).toEqual([assigned]);
});
