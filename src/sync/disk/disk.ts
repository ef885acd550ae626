import type { ChatError } from '../../core/errors.ts';
import type { Outgoing } from '../../core/state.ts';

/** A message that is not known to have arrived, as it is kept between visits. */
export interface StoredOutgoing {
  readonly id: string;
  readonly sessionId: string;
  readonly authorId: string;
  readonly content: string;
  /** Epoch ms, by this device. */
  readonly composedAt: number;
  /** Order of writing on this device; clocks may be set back, this is not. */
  readonly position: number;
  /** Why it was refused, or null if it is still to be sent. */
  readonly error: ChatError | null;
}

/** What outlives a reload, a crash and a sign-out on this device. Rejects when the device refuses. */
export interface Disk {
  /** Everything that this person wrote here and that is not known to have arrived, in order. */
  readOutbox(userId: string): Promise<readonly StoredOutgoing[]>;
  writeOutgoing(item: StoredOutgoing): Promise<void>;
  removeOutgoing(id: string): Promise<void>;
  close(): void;
}

export const toStored = (item: Outgoing, position: number): StoredOutgoing => ({
  id: item.id,
  sessionId: item.sessionId,
  authorId: item.authorId,
  content: item.content,
  composedAt: item.composedAt,
  position,
  error: item.status === 'failed' ? item.error : null,
});

/** As it was left: what was refused stays so, the rest is tried again from the start. */
export const fromStored = (item: StoredOutgoing): Outgoing => ({
  id: item.id,
  sessionId: item.sessionId,
  authorId: item.authorId,
  content: item.content,
  composedAt: item.composedAt,
  status: item.error === null ? 'queued' : 'failed',
  attempts: 0,
  notBefore: null,
  error: item.error,
});
