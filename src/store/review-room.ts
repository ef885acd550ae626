import type { Message, Session } from '../core/model.ts';
import type { ChangedMessage, ReviewEnd, ReviewGrant } from '../core/review.ts';
import type { SessionEvent } from '../core/session-history.ts';
import type { Stop } from '../lib/stop.ts';
import type { Actions } from './actions.ts';
import type { ChatStore } from './store.ts';

/** What the slider moves over. */
export interface ReviewTrail {
  /** Null until it is loaded. */
  readonly session: Session | null;
  /** What can be shown of what is loaded, as it is now, whatever moment is shown. */
  readonly messages: readonly Message[];
  /** By message. */
  readonly changed: Readonly<Record<string, ChangedMessage>>;
  readonly events: readonly SessionEvent[];
  /** What is loaded reaches up to the newest message. */
  readonly upToNow: boolean;
  /** From the first message to the newest, with all changes; otherwise more is on its way, or a part of much. */
  readonly whole: boolean;
  /** More is on its way. */
  readonly loading: boolean;
  /** Why a part of it did not come; it is asked for again with the next look at the server. */
  readonly error: string | null;
  /** The moment that is shown (epoch ms); null for now. */
  readonly at: number | null;
}

export interface ReviewHears {
  /** It may be read no longer: nothing of it is kept from then on. */
  readonly over: (why: ReviewEnd) => void;
  /** It was renewed elsewhere. */
  readonly renewed: (grant: ReviewGrant) => void;
}

/**
 * A session that is read under a grant: a chat of its own, which nothing else of the app sees, that
 * writes nothing, tells nobody of its reader, and is on no disk.
 */
export interface ReviewRoom {
  /** The chat at the moment that is shown, to be drawn as any. */
  readonly store: ChatStore;
  /** Only what reads does something. */
  readonly actions: Actions;
  readonly trail: {
    readonly get: () => ReviewTrail;
    readonly subscribe: (listener: () => void) => Stop;
  };
  /** Shows the conversation as it was at a moment (epoch ms); null for as it is. */
  readonly showAt: (at: number | null) => void;
  /** It was renewed here. */
  readonly extend: (grant: ReviewGrant) => void;
  /** Asks the server now what has changed. Never rejects. */
  readonly look: () => Promise<void>;
  /** Forgets everything. */
  readonly stop: Stop;
}
