import type { Backend } from '../backend/backend.ts';
import type { Me } from '../core/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { ChatStore } from '../store/store.ts';
import type { Environment } from './environment.ts';
import type { Waits } from './waits.ts';

/** What every part of the engine works with while one person is signed in. */
export interface SyncContext {
  readonly store: ChatStore;
  readonly backend: Backend;
  readonly clock: Clock;
  readonly environment: Environment;
  /** [0, 1), for jitter. */
  readonly random: () => number;
  readonly waits: Waits;
  readonly me: Me;
}
