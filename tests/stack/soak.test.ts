import { expect, inject, test, vi } from 'vitest';
import { databaseBurst } from '../soak/database-burst.ts';
import { fanOut } from '../soak/fan-out.ts';

/** The short forms of `npm run soak`. */
vi.setConfig({ testTimeout: 60_000 });

test('one topic of 30: everything is delivered, in order per sender', async () => {
  const options = { sockets: 30, senders: 5, broadcastsPerSecond: 50, seconds: 2 };
  const report = await fanOut(inject('stack'), options);
  expect(report).toMatchObject({ delivered: report.expected, outOfOrder: 0 });
});

test('a large transaction arrives after its commit, whole and in order; a rolled back one does not', async () => {
  const options = { messages: 300, largeMessages: 3, largeBytes: 200_000 };
  const report = await databaseBurst(inject('stack'), options);
  expect(report).toMatchObject({
    delivered: 300,
    inOrder: true,
    early: 0,
    afterRollback: 0,
    largeIntact: 3,
  });
});
