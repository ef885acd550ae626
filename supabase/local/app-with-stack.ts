import type { Stop } from './program.ts';
import { stackOptionsFromEnvironment, writeStackFile } from './settings.ts';
import { StackError } from './stack-error.ts';
import { startStack, type Stack } from './stack.ts';

export interface AppServer {
  url: string;
  close(): Promise<void>;
}

const DEMO_ACCOUNTS = ['student', 'student2', 'mentor', 'mentor2', 'buyer', 'supplier', 'admin'];
const TAKEN_PORT = /Port (\d+) is already in use/;

/**
 * Runs the app's own server (Vite) in front of a local stack; with `VITE_SUPABASE_URL` set the app
 * talks to that project and no stack is started.
 * @param serve starts the app's server; reads STACK_API_URL for its proxy
 */
export async function serveWithStack(serve: () => Promise<AppServer>): Promise<Stop> {
  const remote = process.env['VITE_SUPABASE_URL'];
  const stack = remote ? null : await startStack(stackOptionsFromEnvironment());
  let app: AppServer;
  try {
    if (stack) {
      await writeStackFile(stack);
      process.env['STACK_API_URL'] = stack.apiUrl;
    }
    app = await withoutSignalHandlers(serve);
  } catch (error) {
    await stack?.stop();
    throw readable(error);
  }
  console.log(summary(app.url, stack, remote ?? ''));
  return async () => {
    await app.close();
    await stack?.stop();
  };
}

/**
 * Vite ends the process itself on SIGTERM, in the middle of the stack's orderly stop; what it
 * installs for that is taken out again, because runProgram closes it in turn.
 */
async function withoutSignalHandlers<T>(start: () => Promise<T>): Promise<T> {
  const before = new Set(process.listeners('SIGTERM'));
  const result = await start();
  for (const listener of process.listeners('SIGTERM'))
    if (!before.has(listener)) process.off('SIGTERM', listener);
  return result;
}

function readable(error: unknown): unknown {
  const port = error instanceof Error ? TAKEN_PORT.exec(error.message)?.[1] : undefined;
  if (port === undefined) return error;
  return new StackError(
    `Port ${port} for the app is already in use: stop the program that listens there and start again.`,
  );
}

function summary(url: string, stack: Stack | null, remote: string): string {
  if (stack === null) return `\nThe app is ready: ${url}\nIt talks to ${remote}.\n`;
  return [
    '',
    `The app is ready: ${url}`,
    `Sign in as ${DEMO_ACCOUNTS.join(', ')} @example.com, password "password".`,
    `E-mail: ${stack.mailUrl} (shown, not sent).`,
    `Database: ${stack.dbUrl} (local stack, development only; npm run stack:reset starts afresh).`,
    '',
  ].join('\n');
}
