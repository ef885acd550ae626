import { useSyncExternalStore } from 'react';
import {
  askBrowserPermission,
  browserPermission,
  onBrowserPermission,
  type BrowserPermission,
} from '../lib/browser-notifications.ts';

/**
 * Whether this browser may show notifications of the system, and `ask`, which has it ask the person: to
 * be called by what they pressed, while it is `undecided`.
 */
export function useBrowserPermission(): {
  permission: BrowserPermission;
  ask: () => Promise<BrowserPermission>;
} {
  const permission = useSyncExternalStore(onBrowserPermission, browserPermission);
  return { permission, ask: askBrowserPermission };
}
