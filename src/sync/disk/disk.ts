import type { Outgoing } from '../../core/outgoing.ts';

/** Something that is not known to have arrived, as it is kept between visits. */
export interface StoredOutgoing {
  readonly id: string;
  readonly authorId: string;
  /** Order of writing on this device, over all its tabs; clocks may be set back, this is not. */
  readonly position: number;
  readonly item: Outgoing;
}

/** What outlives a reload, a crash and a sign-out on this device. Rejects when the device refuses. */
export interface OutboxDisk {
  /** Everything that this person wrote here and that is not known to have arrived, in order. */
  readOutbox(userId: string): Promise<readonly StoredOutgoing[]>;
  /** Writes or rewrites; a new item takes the place after the newest of its author. */
  writeOutgoing(item: Outgoing): Promise<void>;
  removeOutgoing(id: string): Promise<void>;
}

/** The bytes of files that wait for their message, under the file's id. */
export interface FileDisk {
  writeFile(id: string, authorId: string, bytes: Blob): Promise<void>;
  /** Null if this device does not have it. */
  readFile(id: string): Promise<Blob | null>;
  removeFile(id: string): Promise<void>;
}

/** What the server can give again, kept so that a reload need not wait for it. */
export interface CacheDisk {
  /** Whatever was written under this key for this person, or null; not to be trusted. */
  readCache(userId: string, key: string): Promise<unknown>;
  /** The keys that begin with `prefix`, the most recently written first. */
  listCache(userId: string, prefix: string): Promise<readonly string[]>;
  /**
   * Writes, unless what is there has a higher `rank`: of two tabs, the one that knows less must not
   * have the last word.
   */
  writeCache(userId: string, key: string, value: unknown, rank: number): Promise<void>;
  removeCache(userId: string, key: string): Promise<void>;
  /** Forgets everything cached of everybody but `userId`; null for everybody. */
  clearCache(exceptUserId: string | null): Promise<void>;
}

/** Counts which tab leads: whoever takes the lead raises the term, and an older one steps down. */
export interface TermDisk {
  raiseTerm(userId: string): Promise<number>;
  readTerm(userId: string): Promise<number>;
}

export interface Disk extends OutboxDisk, FileDisk, CacheDisk, TermDisk {
  close(): void;
}

/**
 * An item as the next visit finds it: what was refused stays so, the rest is tried again from the
 * start. What is on the wire when everything ends may have arrived.
 */
export const asLeft = (item: Outgoing): Outgoing => ({
  ...item,
  status: item.status === 'failed' ? 'failed' : 'queued',
  attempts: 0,
  notBefore: null,
  error: item.status === 'failed' ? item.error : null,
  tried: item.tried || item.status === 'sending',
});
