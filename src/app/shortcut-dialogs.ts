import { lazy } from 'react';
import { NotLoaded } from '../ui/not-loaded.tsx';

/** What shortcuts open, each in a file of its own. */
const loadSwitcher = () => import('../features/search/switcher.tsx');
const loadHelp = () => import('./shortcut-help.tsx');

const instead = () => ({ default: NotLoaded });

export const Switcher = lazy(() => loadSwitcher().catch(instead));
export const ShortcutHelp = lazy(() => loadHelp().catch(instead));

/** Fetches them while there is nothing else to do (see parts.ts). */
export function prefetchDialogs(): void {
  for (const load of [loadSwitcher, loadHelp]) load().catch(() => undefined);
}
