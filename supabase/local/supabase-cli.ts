import { spawn } from 'node:child_process';
import path from 'node:path';
import { StackError } from './stack-error.ts';
import { PROJECT_DIR } from './stack.ts';

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the official CLI (devDependency `supabase`), without telemetry and without TLS to loopback. */
export function runSupabaseCli(args: string[]): Promise<CliResult> {
  const program = path.join(PROJECT_DIR, 'node_modules/.bin/supabase');
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: PROJECT_DIR,
      env: {
        ...process.env,
        SUPABASE_TELEMETRY_DISABLED: '1',
        DO_NOT_TRACK: '1',
        // Otherwise a note about the failed TLS attempt is mixed into the output.
        PGSSLMODE: 'disable',
      },
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', () =>
      reject(new StackError('The Supabase CLI is not installed: run "npm install".')),
    );
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
