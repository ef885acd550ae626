import { lazy } from 'react';
import { NotLoaded } from '../../ui/not-loaded.tsx';

const loadModeBar = () => import('./mode-bar.tsx');
const loadEmoji = () => import('../../ui/emoji-popover.tsx');

/** What the composer shows when somebody first answers or edits, or wants an emoji. */
export const ModeBar = lazy(() => loadModeBar().catch(() => ({ default: NotLoaded })));
export const EmojiPopover = lazy(() => loadEmoji().catch(() => ({ default: NotLoaded })));

/** To be fetched while there is nothing else to do (see app/parts.ts). */
export const composerParts = [loadModeBar] as const;
