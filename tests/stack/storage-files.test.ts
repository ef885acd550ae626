import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Files } from '../../supabase/local/storage/files.ts';

let folder: string;
let files: Files;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-files-'));
  files = new Files(folder);
  await files.reconcile(new Set());
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const textOf = (version: string) => new Response(files.read(version, 0, 100)).text();
const stored = async () => (await readdir(folder)).filter((name) => name !== 'incoming');

test('a start settles what a kill left behind: kept where a row names it, removed elsewhere', async () => {
  const [committed, abandoned, orphan, whole] = Array.from({ length: 4 }, () => randomUUID());
  for (const version of [committed, abandoned, orphan, whole] as string[])
    await files.receive(version, bytes(version), 100);
  await files.keep(orphan!);
  await files.keep(whole!);
  await files.reconcile(new Set([committed!, whole!]));
  expect((await stored()).sort()).toEqual([committed, whole].sort());
  expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
  expect(await textOf(committed!)).toBe(committed);
});

test('a file that is too large leaves nothing behind', async () => {
  const version = randomUUID();
  await expect(files.receive(version, bytes('12345'), 4)).rejects.toThrow('exceeded');
  expect(await readdir(path.join(folder, 'incoming'))).toEqual([]);
});

test('a version that is no UUID is never a path', async () => {
  await writeFile(path.join(path.dirname(folder), 'outside'), 'x');
  for (const version of ['../outside', '/etc/passwd', 'incoming', '']) {
    expect(() => files.read(version, 0, 1)).toThrow('Object not found');
    await expect(files.remove(version)).rejects.toThrow('Object not found');
  }
  await rm(path.join(path.dirname(folder), 'outside'));
});
