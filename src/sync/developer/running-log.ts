import { createStore } from 'zustand/vanilla';
import { clearLog, emptyLog, logEvent, pauseLog } from '../../core/event-log.ts';
import type { Clock } from '../../lib/clock.ts';
import type { RunningLog } from '../../store/developer-tools.ts';
import type { ChatStore } from '../../store/store.ts';

/** Notes every event from now on, as long as the page lives. */
export function startLog(store: ChatStore, clock: Clock): RunningLog {
  const log = createStore(() => emptyLog);
  store.onEvent((event) => log.setState(logEvent(log.getState(), event, clock.now())));
  return {
    get: log.getState,
    subscribe: log.subscribe,
    pause: (paused) => log.setState(pauseLog(log.getState(), paused)),
    clear: () => log.setState(clearLog(log.getState())),
  };
}
