import { followAtHand } from '../core/reduce-at-hand.ts';
import { stopAll, type Stop } from '../lib/stop.ts';
import type { MessageCommands } from '../store/commands.ts';
import { startAtHand } from './at-hand.ts';
import type { SyncContext } from './context.ts';
import { startLimits } from './limits.ts';
import { createMoreActions } from './more-actions.ts';
import { startPinnedSessions } from './pinned-sessions.ts';
import { startQuotes } from './quotes.ts';

export interface Around {
  readonly commands: MessageCommands;
  stop: Stop;
}

/** What stands around the messages on screen, and is done with them: they are shown without it. */
export function startAround(context: SyncContext): Around {
  context.store.extend(followAtHand);
  return {
    commands: createMoreActions(context),
    stop: stopAll([
      startQuotes(context),
      startAtHand(context),
      startLimits(context),
      startPinnedSessions(context),
    ]),
  };
}
