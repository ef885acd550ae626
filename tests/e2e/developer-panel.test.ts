import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, inject, test } from 'vitest';

const PROJECT_DIR = path.resolve(import.meta.dirname, '../..');
const SOURCES = ['src/features/developer', 'src/sync/developer'];
/** What the panel says and calls; nothing else does. */
const WORDS = [
  'Developer panel',
  'For developers',
  'Check convergence',
  'The same as a fresh load',
  'Nobody is signed in.',
  'Half-open sockets',
  'Filter events',
  'Tabs of this sign-in',
  'Control+Shift+D',
  '__faults',
  'restart-database',
];

const textsIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((file) => readFile(path.join(file.parentPath, file.name), 'utf8')));
};

test('the words looked for are those of the panel', async () => {
  const folders = await Promise.all(SOURCES.map((name) => textsIn(path.join(PROJECT_DIR, name))));
  const sources = folders.flat().join('\n');
  expect(WORDS.filter((word) => !sources.includes(word))).toEqual([]);
});

test('no word of the developer panel is in a build', async () => {
  const built = (await textsIn(inject('appDir'))).join('\n');
  expect(built).toContain('Write a message');
  expect(WORDS.filter((word) => built.includes(word))).toEqual([]);
});
