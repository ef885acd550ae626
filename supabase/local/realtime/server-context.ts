import type { KeyRing } from './api-keys.ts';
import type { Authorization } from './authorization.ts';
import type { DatabaseFeed } from './database-feed.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Presence } from './presence.ts';
import type { RateWindow } from './rate-window.ts';
import type { Registry } from './registry.ts';
import type { Replay } from './replay.ts';

/** What every socket, channel and request of one Realtime server shares. */
export interface ServerContext {
  keys: KeyRing;
  limits: RealtimeLimits;
  rates: { joins: RateWindow; messages: RateWindow; presence: RateWindow };
  registry: Registry;
  presence: Presence;
  authorization: Authorization;
  feed: DatabaseFeed;
  replay: Replay;
  /** One line about something a developer should know. */
  log: (line: string) => void;
}
