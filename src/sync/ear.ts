import type { ChatEvent } from '../core/events.ts';
import type { SyncContext } from './context.ts';

/** Hears what the server tells by itself, also while session rows are on their way. */
export interface Ear {
  readonly hear: (events: readonly ChatEvent[]) => void;
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

export function createEar({ store }: SyncContext): Ear {
  /** What is heard while something is on its way, once per fetch. */
  const recordings = new Set<ChatEvent[]>();
  return {
    hear: (events) => {
      for (const recording of recordings) recording.push(...events);
      for (const event of events) store.dispatch(event);
    },
    whileFetching: async (fetch, apply) => {
      const heard: ChatEvent[] = [];
      recordings.add(heard);
      let rows;
      try {
        rows = await fetch();
      } finally {
        recordings.delete(heard);
      }
      apply(rows);
      for (const event of heard) store.dispatch(event);
    },
  };
}
