import { createElement, Fragment, lazy } from 'react';
import { afterFirstPaint } from '../lib/first-paint.ts';
import { whenIdle } from '../lib/when-idle.ts';
import { NotLoaded } from '../ui/not-loaded.tsx';
import { loadDateJump } from '../features/timeline/date-jump-part.ts';
import { composerParts } from '../features/composer/mode-parts.ts';
import { lifecycleParts } from '../features/lifecycle/parts.ts';
import { timelineParts } from '../features/timeline/parts.ts';
import { loadRichText } from '../features/timeline/rich-text-part.ts';

/** Parts of the chat that the first paint can do without, each in a file of its own. */
const loadDetails = () => import('./session-pane.tsx');
const loadSheet = () => import('../ui/sheet.tsx');
const loadMissing = () => import('./missing.tsx');
const loadMenu = () => import('./account-menu.tsx');
const loadSearch = () => import('../features/search/search-pane.tsx');
const loadShortcuts = () => import('./shortcut-layer.tsx');
const loadNoteCard = () => import('./note-card.tsx');
const loadListTools = () => import('./list-tools.tsx');
const loadMorePages = () => import('./more-pages.tsx');
const loadAlerts = () => import('./alerts-layer.tsx');
const loadProductStrip = () => import('../features/sessions/product-strip.tsx');

export const SessionDetails = lazy(afterFirstPaint(loadDetails));
export const Sheet = lazy(loadSheet);
export const Missing = lazy(loadMissing);
/** Loads when the first picture is opened. */
export const Gallery = lazy(() =>
  import('../features/timeline/gallery/gallery.tsx').catch(() => ({ default: NotLoaded })),
);
export const AccountMenu = lazy(loadMenu);
export const SearchPane = lazy(() => loadSearch().catch(() => ({ default: NotLoaded })));
/** Nobody sees it; without it the page does everything but hear its shortcuts. */
export const ShortcutLayer = lazy(
  afterFirstPaint(() => loadShortcuts().catch(() => ({ default: () => null }))),
);
/** Without it the words of a note stand alone. */
export const NoteCard = lazy(() =>
  loadNoteCard().catch(() => ({
    default: ({ note }: { note: string }) => createElement(Fragment, null, note),
  })),
);
export const NotFound = lazy(() => import('./not-found.tsx').catch(() => ({ default: NotLoaded })));
export const MorePages = lazy(() => loadMorePages().catch(() => ({ default: NotLoaded })));
/** Without it the account menu leads there, and to the page of notifications. */
export const ListTools = lazy(
  afterFirstPaint(() => loadListTools().catch(() => ({ default: () => null }))),
);
/** Without it the list and the bell count what is new. */
export const AlertsLayer = lazy(
  afterFirstPaint(() => loadAlerts().catch(() => ({ default: () => null }))),
);
/** Without it the conversation goes on; its room stays empty. */
export const ProductStrip = lazy(
  afterFirstPaint(() => loadProductStrip().catch(() => ({ default: () => null }))),
);

/**
 * Fetches them while there is nothing else to do, so that opening one is instant, and possible
 * after the network has gone. A failure is left to the moment when the part is really wanted.
 */
export function prefetchParts(): void {
  const load = (): void => {
    for (const part of [
      loadRichText,
      ...timelineParts,
      ...lifecycleParts,
      ...composerParts,
      loadDateJump,
      loadDetails,
      loadSheet,
      loadMenu,
      loadMissing,
      loadSearch,
      loadNoteCard,
      async () => (await loadShortcuts()).prefetchDialogs(),
      async () => (await loadMorePages()).prefetchPages(),
      async () => (await loadListTools()).prefetchCentre(),
      loadProductStrip,
      loadAlerts,
    ])
      part().catch(() => undefined);
  };
  whenIdle(load);
}
