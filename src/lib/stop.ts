/** Ends whatever returned it; safe to call more than once. */
export type Stop = () => void;

/** One stop for several; runs them in reverse order of starting. */
export function stopAll(stops: readonly Stop[]): Stop {
  let stopped = false;
  return () => {
    if (stopped) return;
    stopped = true;
    for (const stop of [...stops].reverse()) stop();
  };
}
