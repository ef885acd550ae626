import { createServer } from 'node:net';
import { StackError, systemErrorCode } from './stack-error.ts';

/** The stack is a development tool and never listens on another address. */
export const LOOPBACK = '127.0.0.1';

/** Listens for a moment on `port` (0 = any) and returns the port number that was free. */
function tryPort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const free = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(free));
    });
  });
}

/** A port that was free a moment ago; another process may still win it, so callers retry. */
export function freePort(): Promise<number> {
  return tryPort(0);
}

/**
 * Fails with one sentence naming the port when something already listens there.
 * @param setting the environment variable that chooses another port
 */
export async function requireFreePort(port: number, what: string, setting: string): Promise<void> {
  try {
    await tryPort(port);
  } catch (error) {
    throw error instanceof Error ? portError(error, port, what, setting) : error;
  }
}

/** The sentence for a failed `listen`; other errors are passed on unchanged. */
export function portError(error: Error, port: number, what: string, setting: string): Error {
  const code = systemErrorCode(error);
  if (code === 'EADDRINUSE')
    return new StackError(
      `Port ${port} for ${what} is already in use: stop the program that listens there or choose another port with ${setting}.`,
    );
  if (code === 'EACCES')
    return new StackError(
      `Port ${port} for ${what} may not be opened by this user: choose another port with ${setting}.`,
    );
  return error;
}
