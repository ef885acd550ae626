import type { Backend } from '../../backend/backend.ts';
import type { Clock } from '../../lib/clock.ts';
import type { DeveloperTools } from '../../store/developer-tools.ts';
import type { ChatStore } from '../../store/store.ts';
import { countTabs } from './count-tabs.ts';
import { checkConvergence } from './fresh-load.ts';
import { startLog } from './running-log.ts';
import { stackFaults } from './stack-faults.ts';

/** What stands behind the developer panel; hears every event from now on. */
export function startDeveloperTools(parts: {
  store: ChatStore;
  backend: Backend;
  clock: Clock;
  window: Window & typeof globalThis;
}): DeveloperTools {
  const { store, clock, window } = parts;
  return {
    log: startLog(store, clock),
    faults: stackFaults((...request) => window.fetch(...request)),
    countTabs: () => {
      const { auth } = store.getState();
      if (auth.status !== 'signedIn') return Promise.resolve(null);
      // Missing on pages without https, whatever the types say.
      const locks = window.navigator.locks as LockManager | undefined;
      return countTabs(locks, auth.me);
    },
    checkConvergence: () => checkConvergence(parts),
  };
}
