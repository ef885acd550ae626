import type { EventLog } from '../core/event-log.ts';
import type { Difference } from '../core/differences.ts';
import type { Stop } from '../lib/stop.ts';

/** The last events of the store, while they happen. */
export interface RunningLog {
  readonly get: () => EventLog;
  /** Calls back after every change. */
  readonly subscribe: (listener: () => void) => Stop;
  readonly pause: (paused: boolean) => void;
  readonly clear: () => void;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** How much was compared. */
  readonly sessions: number;
  readonly timelines: number;
  readonly messages: number;
}

/** A fault of the local stack, as its hooks take it; see supabase/local/README.md. */
export type StackFault = { readonly kind: string } & Readonly<Record<string, string | number>>;

/** Each rejects with an `Error` whose message is one sentence for people. */
export interface StackFaults {
  /** Those that last and are active now. */
  readonly list: () => Promise<readonly StackFault[]>;
  readonly add: (fault: StackFault) => Promise<void>;
  /** Ends all that last. */
  readonly clear: () => Promise<void>;
}

/** What the developer panel can ask for. Implemented in `sync/developer/`; absent from builds. */
export interface DeveloperTools {
  readonly log: RunningLog;
  readonly faults: StackFaults;
  /** Tabs of this browser in which the same sign-in is open; null where that cannot be known. */
  readonly countTabs: () => Promise<number | null>;
  /** Compares the state with a fresh load; rejects with a `ChatFailure` if that cannot be had. */
  readonly checkConvergence: () => Promise<Comparison>;
}
