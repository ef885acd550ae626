/** What waits for an idle moment waits no longer than this, in milliseconds. */
const LONGEST_WAIT_MS = 1_000;

/** Runs `work` when there is nothing else to do. */
export function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in globalThis) {
    requestIdleCallback(work, { timeout: LONGEST_WAIT_MS });
  } else setTimeout(work);
}
