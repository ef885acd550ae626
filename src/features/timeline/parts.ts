import { lazy } from 'react';
import { NotLoaded } from '../../ui/not-loaded.tsx';

/** What hangs on a message and is there when somebody first wants it. */
const loadToolbar = () => import('./message-toolbar.tsx');
const loadMoreMenu = () => import('./more-menu.tsx');
const loadDelete = () => import('./delete-dialog.tsx');
const loadEmoji = () => import('../../ui/emoji-popover.tsx');

const instead = () => ({ default: NotLoaded });

export const MessageToolbar = lazy(() => loadToolbar().catch(instead));
export const MoreMenu = lazy(() => loadMoreMenu().catch(instead));
export const DeleteDialog = lazy(() => loadDelete().catch(instead));
export const EmojiPopover = lazy(() => loadEmoji().catch(instead));

/** To be fetched while there is nothing else to do (see app/parts.ts). */
export const timelineParts = [loadToolbar, loadMoreMenu, loadDelete, loadEmoji] as const;
