import { lazy } from 'react';
import { NotLoaded } from '../../ui/not-loaded.tsx';

/** What hangs on messages and on their log, and is there when it is first wanted. */
const loadToolbar = () => import('./message-toolbar.tsx');
const loadMoreMenu = () => import('./more-menu.tsx');
const loadDelete = () => import('./delete-dialog.tsx');
const loadEmoji = () => import('../../ui/emoji-popover.tsx');
const loadRefused = () => import('./refused-change.tsx');
const loadJumpStatus = () => import('./jump-status.tsx');

const instead = () => ({ default: NotLoaded });

export const MessageToolbar = lazy(() => loadToolbar().catch(instead));
export const MoreMenu = lazy(() => loadMoreMenu().catch(instead));
export const DeleteDialog = lazy(() => loadDelete().catch(instead));
export const EmojiPopover = lazy(() => loadEmoji().catch(instead));
export const RefusedChange = lazy(() => loadRefused().catch(instead));
export const JumpStatus = lazy(() => loadJumpStatus().catch(instead));

/** To be fetched while there is nothing else to do (see app/parts.ts). */
export const timelineParts = [
  loadToolbar,
  loadMoreMenu,
  loadDelete,
  loadEmoji,
  loadRefused,
  loadJumpStatus,
] as const;
