import type { Stop } from '../lib/stop.ts';
import type { Commands } from '../store/commands.ts';
import type { SessionCommands } from '../store/session-commands.ts';
import type { SyncContext } from './context.ts';
import { createSearch } from './search.ts';
import { createSessionActions } from './session-actions.ts';

export type FurtherCommands = SessionCommands & Pick<Commands, 'searchMessages'>;

export interface Further {
  readonly commands: FurtherCommands;
  stop: Stop;
}

/** What people do besides reading and writing: the first paint does without it. */
export function createFurther(context: SyncContext, look: () => void): Further {
  const search = createSearch(context);
  return {
    commands: { ...createSessionActions(context, look), searchMessages: search.messages },
    stop: search.stop,
  };
}
