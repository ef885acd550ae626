/** Every wait and size of the engine, in one place so that tests can make them short. */
export interface Waits {
  /** Between looks at the server while the live connection says that all is well. */
  readonly pollMs: number;
  /** Between heartbeats; the database takes 90 s of silence for offline. */
  readonly heartbeatMs: number;
  /** Without input for this long, a person counts as away. */
  readonly idleMs: number;
  /** Input is noted no more often than this. */
  readonly activityMs: number;
  /** How long “Reconnected” stays up. */
  readonly reconnectedMs: number;
  /** Collects deliveries that come close together into one watermark. */
  readonly deliveredMs: number;
  /** How often drift of this timer is checked for the device having slept. */
  readonly wakeTickMs: number;
}

export const defaultWaits: Waits = {
  pollMs: 60_000,
  heartbeatMs: 30_000,
  idleMs: 5 * 60_000,
  activityMs: 10_000,
  reconnectedMs: 3_000,
  deliveredMs: 250,
  wakeTickMs: 10_000,
};

/** Rows of the session list per page. */
export const LIST_PAGE = 50;
/** Messages of the page that a session opens with. */
export const NEWEST_PAGE = 50;
/** Messages per page when going back or on; as many as the database gives at once. */
export const OLDER_PAGE = 100;
/** Messages around the target of a jump. */
export const AROUND_PAGE = 100;
/** Bookmarks per page of their list. */
export const BOOKMARK_PAGE = 30;
/** Changes per page of catch-up. */
export const SYNC_PAGE = 200;
/** Further behind than this, a session is loaded afresh instead of caught up. */
export const RELOAD_AFTER_REVS = 1_000;
