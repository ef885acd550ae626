import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { lintSource } from '@secretlint/core';
import { creator as pattern } from '@secretlint/secretlint-rule-pattern';
import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintCoreConfig } from '@secretlint/types';

/** The keys of the local stack: the same on every machine, and they open nothing else. */
const DEMO_KEYS = ['supabase/local/local-keys.ts'];

/** Written for people to replace, or a password of a database on this machine. */
const HARMLESS = ['/@(127\\.0\\.0\\.1|localhost|\\[::1\\])/', '/<[a-z-]+>/'];

const config: SecretLintCoreConfig = {
  rules: [
    {
      id: '@secretlint/secretlint-rule-preset-recommend',
      rule: preset,
      rules: [
        {
          id: '@secretlint/secretlint-rule-database-connection-string',
          options: { allows: HARMLESS },
        },
      ],
    },
    {
      id: '@secretlint/secretlint-rule-pattern',
      rule: pattern,
      options: {
        patterns: [
          { name: 'secret key of a Supabase project', pattern: '/\\bsb_secret_[\\w-]{20,}/' },
          { name: 'access token for Supabase', pattern: '/\\bsbp_[\\da-f]{40}/' },
          { name: 'signed token', pattern: '/\\beyJ[\\w-]{20,}\\.eyJ[\\w-]{20,}\\.[\\w-]{20,}/' },
        ],
      },
    },
  ],
};

/** What looks like a secret in a text, as `file:line: what`. Empty for the stack's own demo keys. */
export async function secretsIn(filePath: string, content: string): Promise<string[]> {
  if (DEMO_KEYS.includes(filePath)) return [];
  const { messages } = await lintSource({
    source: { filePath, content, contentType: 'text' },
    options: { config, maskSecrets: true },
  });
  return messages.map(({ loc, message }) => `${filePath}:${loc.start.line}: ${message}`);
}

/** The same of several files; `folder` holds them. Anything that is not text is passed over. */
export async function secretsInFiles(folder: string, files: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(path.join(folder, file));
      return bytes.includes(0) ? [] : secretsIn(file, bytes.toString('utf8'));
    }),
  );
  return found.flat();
}

/** What is in the repository, or would be with the next commit. Needs git. */
export async function repositoryFiles(folder: string): Promise<string[]> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const [all, gone] = await Promise.all(
    [list, ['ls-files', '-z', '--deleted']].map(
      async (words) => (await promisify(execFile)('git', words, { cwd: folder })).stdout,
    ),
  );
  const deleted = new Set(gone?.split('\0'));
  return (all ?? '').split('\0').filter((name) => name !== '' && !deleted.has(name));
}

/** Every file below a folder, from there. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}
