import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

/** Lines of the protocol's conformance checklist. */
const LINES = 79;

/** Lines, or halves of them, without a test, and why. */
const LEFT_OUT: Record<number, string> = {
  6: 'protocol 1.0.0: supabase-js speaks 2.0.0, and the local stack refuses anything else',
};
const HALVES: Record<number, string> = {
  31: 'protocol 1.0.0 peers get no binary broadcasts',
  32: 'protocol 1.0.0 senders and receivers',
};

const TITLE = /^(test|onlyOwnStack)\(\s*['"`](\d+) /gm;

test('every line of the checklist has its test', async () => {
  const folder = import.meta.dirname;
  const counts = new Map<number, number>();
  const foreign = new Set<number>();
  for (const file of await readdir(folder)) {
    const text = await readFile(path.join(folder, file), 'utf8');
    for (const [, kind, number] of text.matchAll(TITLE)) {
      const line = Number(number);
      counts.set(line, (counts.get(line) ?? 0) + 1);
      if (kind === 'test') foreign.add(line);
    }
  }
  const lines = Array.from({ length: LINES }, (_, index) => index + 1);
  const missing = lines.filter((line) => !counts.has(line) && LEFT_OUT[line] === undefined);
  const tests = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const report = (why: Record<number, string>) =>
    Object.entries(why).map(([line, reason]) => `  ${line}: ${reason}`);
  console.log(
    [
      `Realtime conformance: ${tests} tests cover ${counts.size} of ${LINES} lines, ${foreign.size} lines on any Supabase.`,
      'Left out:',
      ...report(LEFT_OUT),
      'Left out in part:',
      ...report(HALVES),
    ].join('\n'),
  );
  expect(missing).toEqual([]);
  expect([...counts.keys()].filter((line) => line > LINES || LEFT_OUT[line] !== undefined)).toEqual(
    [],
  );
});
