import type { UserEvent } from '../backend/backend.ts';
import type { SyncContext } from './context.ts';
import { applyUserEvent } from './user-events.ts';

/** Hears the person's channel, also while session rows are on their way. */
export interface Ear {
  readonly hear: (event: UserEvent) => void;
  /**
   * Fetches session rows, applies them, and then applies again what was heard meanwhile: the rows
   * may be older than that, and of sessions that were not known yet those events could tell
   * nothing. Hearing an event twice changes nothing.
   */
  readonly whileFetching: <Rows>(
    fetch: () => Promise<Rows>,
    apply: (rows: Rows) => void,
  ) => Promise<void>;
}

export function createEar(context: SyncContext): Ear {
  /** What is heard while something is on its way, once per fetch. */
  const recordings = new Set<UserEvent[]>();
  return {
    hear: (event) => {
      for (const recording of recordings) recording.push(event);
      applyUserEvent(context, event);
    },
    whileFetching: async (fetch, apply) => {
      const heard: UserEvent[] = [];
      recordings.add(heard);
      let rows;
      try {
        rows = await fetch();
      } finally {
        recordings.delete(heard);
      }
      apply(rows);
      for (const event of heard) applyUserEvent(context, event);
    },
  };
}
