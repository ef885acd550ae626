import { expect, test } from 'vitest';
import { auditAddress, readAuditAddress, wholeLog } from '../../../src/core/audit-address.ts';
import {
  auditActions,
  auditActionWords,
  auditFacts,
  jsonLines,
} from '../../../src/core/audit-words.ts';

const ID = '0199aa00-0000-7000-8000-000000000001';
const when = (at: number): string => new Date(at).toISOString().slice(0, 10);
const facts = (details: Record<string, unknown>) =>
  auditFacts({ details }, when).map(({ label, text }) => `${label}: ${text}`);

test('every action that is known has words, and others are called by their own', () => {
  expect(auditActionWords('review_session')).toBe('Began a review');
  expect(auditActionWords('purge_everything')).toBe('Purge everything');
  expect(new Set(auditActions.map(auditActionWords)).size).toBe(auditActions.length);
});

test.each<[Record<string, unknown>, string[]]>([
  [{}, []],
  [{ key: 'edit_window', from: 900, to: 6_000 }, ['Time to edit: 900 → 6,000']],
  [{ from: 'student', to: 'admin' }, ['Change: Student → Admin']],
  [{ from: null, report_id: ID, message_id: null }, []],
  [{ from: 'pending', role: 'mentor' }, ['From: pending', 'Role: Mentor']],
  [{ grant_id: ID, expires_at: '2026-11-22T12:00:00+00:00' }, ['Expires at: 2026-11-22']],
  [
    { filter: { status: ['declined', 'expired'], search: '<b>x</b>' }, rows: 1_204 },
    ['Filter: Status: Declined, Expired; Search: <b>x</b>', 'Rows: 1,204'],
  ],
  [{ filter: {}, lines: 0 }, ['Lines: 0']],
  [{ outcome: 'dismissed', urgent: true }, ['Outcome: Dismissed', 'Urgent: Yes']],
  [{ deep: { deeper: { deepest: [1, 2] } } }, ['Deep: Deeper: Deepest: 1, 2']],
])('the details %j are said as %j', (details, said) => {
  expect(facts(details)).toEqual(said);
});

test('the address gives back what was put into it, and takes nonsense for nothing', () => {
  const filter = { ...wholeLog, action: 'set_role', sessionId: ID, from: '2026-01-31' };
  expect(readAuditAddress(auditAddress(filter))).toEqual(filter);
  expect(auditAddress(wholeLog).size).toBe(0);
  expect(readAuditAddress(new URLSearchParams('action=Drop table&by=me&from=now'))).toEqual(
    wholeLog,
  );
});

test('each line of the file is an object', () => {
  expect(jsonLines([{ a: 'x\ny' }, { b: null }])).toBe('{"a":"x\\ny"}\n{"b":null}\n');
  expect(jsonLines([])).toBe('');
});
