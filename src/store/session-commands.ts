import type { SharedKind, SharedPage } from '../core/shared.ts';
import type { PlaceChange } from '../core/session-places.ts';
import type { Transcript } from '../core/transcript.ts';

/** What may be asked about a session as a whole. Rejects with a `ChatFailure` as `Commands` does. */
export interface SessionCommands {
  /** Mutes, archives or pins it for the person, on all of their devices. Never rejects: failures leave a note. */
  readonly arrangeSession: (sessionId: string, change: PlaceChange) => Promise<void>;
  /** Newest first: the first `limit` (at most 100), or as many from `cursor` on. */
  readonly sharedIn: (
    sessionId: string,
    kind: SharedKind,
    cursor: number | null,
    limit: number,
  ) => Promise<SharedPage>;
  /**
   * All that the person may read of it. `onProgress` hears how many messages are there and about how
   * many there will be. Rejects with the signal's reason once it is aborted.
   */
  readonly transcriptOf: (
    sessionId: string,
    options: {
      readonly signal: AbortSignal;
      readonly onProgress: (done: number, total: number) => void;
    },
  ) => Promise<Transcript>;
  /** Whether others see what the person has read, and the person what they have. */
  readonly readReceipts: () => Promise<boolean>;
  /** Yields what holds then. What is shown of others' reading follows. */
  readonly setReadReceipts: (on: boolean) => Promise<boolean>;
}
