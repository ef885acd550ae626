import { expect, test } from 'vitest';
import { readAudit } from '../../support/audit.ts';

const fault = (severity: string, via: readonly unknown[]) => ({
  name: 'left-pad',
  severity,
  isDirect: true,
  via,
  effects: [],
  range: '<1.3.0',
});
const cause = { source: 1, title: 'Pads too far', url: 'https://example.com/1' };
const report = (vulnerabilities: object): string =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities });

test('grave faults are named with their address, lesser ones pass', () => {
  expect(
    readAudit(
      report({
        'left-pad': fault('critical', [cause]),
        'right-pad': fault('high', ['left-pad']),
        pad: fault('moderate', [cause]),
      }),
    ),
  ).toEqual({
    unanswered: null,
    found: [
      'left-pad <1.3.0: critical: Pads too far (https://example.com/1)',
      'right-pad <1.3.0: high: through left-pad',
    ],
  });
  expect(readAudit(report({}))).toEqual({ unanswered: null, found: [] });
});

test('a registry without such a list is told from one that knows of nothing', () => {
  const refused = { message: '405 Method Not Allowed', statusCode: 405 };
  expect(readAudit(JSON.stringify(refused))).toEqual({ unanswered: refused.message, found: [] });
});

test('whatever else is printed is not taken for good news', () => {
  expect(() => readAudit('')).toThrow();
  expect(() => readAudit('{}')).toThrow();
});
