import { stopAll, type Stop } from '../lib/stop.ts';
import { startAtHand } from './at-hand.ts';
import type { SyncContext } from './context.ts';
import { startLimits } from './limits.ts';
import { startPinnedSessions } from './pinned-sessions.ts';
import { startQuotes } from './quotes.ts';

/** Loads what stands around the messages on screen; they are shown without waiting for it. */
export const startFurtherLoads = (context: SyncContext): Stop =>
  stopAll([
    startQuotes(context),
    startAtHand(context),
    startLimits(context),
    startPinnedSessions(context),
  ]);
