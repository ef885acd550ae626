import type { Log } from './log.ts';

/** From this many milliseconds on a request is worth a line. */
export const SLOW_REQUEST_MS = 1000;

/**
 * Serves a request and notes it: every one at `debug`, slow ones at `info`, answers of 5xx at `warn`.
 * The query is left out: it may hold tokens.
 */
export async function logged(
  log: Log,
  request: Request,
  serve: () => Promise<Response>,
): Promise<Response> {
  const began = performance.now();
  const response = await serve();
  const ms = Math.round(performance.now() - began);
  const line = `${request.method} ${new URL(request.url).pathname} ${response.status} ${ms} ms`;
  if (response.status >= 500) log.warn(line);
  else if (ms >= SLOW_REQUEST_MS) log.info(`slow request: ${line}`);
  else log.debug(line);
  return response;
}
