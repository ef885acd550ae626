import type { ChatError } from './errors.ts';

/**
 * A change on its way from this device: a new message, or an edit, a deletion or a reaction.
 *
 *   unsaved --stored--> queued --sendStarted--> sending --accepted--> (gone: the server has it)
 *                        ^ ^ ^                  |  |  |
 *                        | | +---- delayed -----+  |  +--refused--> failed --discarded--> (gone)
 *                        | |                       |                   |
 *                        | +--resumed-- paused <---+ (sign-in ended)   |
 *                        +------------------ retried ------------------+
 *
 * `unsaved` lasts until the device has stored it; what is stored survives a reload (`restored`).
 * Files go up while their message is `queued`; what keeps one of them from going up delays, pauses
 * or refuses the message from there. One ended sign-in pauses everything that is queued. What has
 * been overtaken by something newer before it was sent is `coalesced` away (see coalesce.ts).
 */
export type OutgoingStatus = 'unsaved' | 'queued' | 'sending' | 'paused' | 'failed';

interface OutgoingBase {
  /** Of a new message, the message's id for good; of a change, its own. */
  readonly id: string;
  readonly sessionId: string;
  readonly authorId: string;
  readonly composedAt: number;
  readonly status: OutgoingStatus;
  readonly attempts: number;
  /** Not to be tried before this time (epoch ms); null = at once. */
  readonly notBefore: number | null;
  readonly error: ChatError | null;
  /** Whether an earlier try may have reached the server: then it can be followed, not taken back. */
  readonly tried: boolean;
}

/** A file that goes up before its message; its bytes are on the disk under `id`. */
export interface OutgoingFile {
  readonly id: string;
  readonly path: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly mime: string;
  /** In pixels; null for everything but images. */
  readonly width: number | null;
  readonly height: number | null;
  readonly uploaded: boolean;
  /** Why this file could not be uploaded, or null. */
  readonly error: ChatError | null;
}

export interface OutgoingMessage extends OutgoingBase {
  readonly kind: 'message';
  readonly content: string;
  readonly replyTo: string | null;
  readonly forwarded: boolean;
  readonly files: readonly OutgoingFile[];
  /** Whether `content` is not what it was composed with: an edit came before it was sent. */
  readonly amended: boolean;
}

export interface OutgoingEdit extends OutgoingBase {
  readonly kind: 'edit';
  readonly messageId: string;
  readonly content: string;
  /** The message's `rev` that the person saw when they began to edit. */
  readonly expectedRev: number;
}

export interface OutgoingDelete extends OutgoingBase {
  readonly kind: 'delete';
  readonly messageId: string;
}

export interface OutgoingReaction extends OutgoingBase {
  readonly kind: 'reaction';
  readonly messageId: string;
  readonly emoji: string;
  readonly on: boolean;
}

/** What happens to a message that exists, or will by then. */
export type OutgoingChange = OutgoingEdit | OutgoingDelete | OutgoingReaction;
export type Outgoing = OutgoingMessage | OutgoingChange;
