import type { Session } from './model.ts';

/** Where a person keeps a session: nothing is changed by what is missing. */
export interface PlaceChange {
  /** Epoch ms; `Infinity` mutes for good, null ends it. */
  readonly mutedUntil?: number | null;
  readonly archived?: boolean;
  readonly pinned?: boolean;
}

export interface Places {
  /** In the order in which they were pinned. */
  readonly pinned: readonly Session[];
  readonly others: readonly Session[];
  /**
   * Apart from the rest until somebody writes in them: then the database takes them out, unless they
   * are muted. Who archives and mutes a session has done with it.
   */
  readonly archived: readonly Session[];
}

/** Whether new messages in it should not draw attention. */
export const isMuted = (session: Pick<Session, 'mutedUntil'>, now: number): boolean =>
  session.mutedUntil !== null && session.mutedUntil > now;

/** The list as a person arranged it; `ordered` is newest first. An archived session is not pinned. */
export function arrange(ordered: readonly Session[]): Places {
  const kept = ordered.filter((session) => session.archivedAt === null);
  return {
    pinned: kept
      .filter((session) => session.pinnedAt !== null)
      .sort((a, b) => (a.pinnedAt ?? 0) - (b.pinnedAt ?? 0) || (a.id < b.id ? -1 : 1)),
    others: kept.filter((session) => session.pinnedAt === null),
    archived: ordered.filter((session) => session.archivedAt !== null),
  };
}
