import { lazy, type ComponentType } from 'react';
import { afterFirstPaint } from '../../lib/first-paint.ts';
import type { DayButtonProps } from './day-button.tsx';
import type { JumpButtonsProps } from './jump-buttons.tsx';
import { NotLoaded } from '../../ui/not-loaded.tsx';

/** What hangs on messages and on their log, and is there when it is first wanted. */
const loadToolbar = () => import('./message-toolbar.tsx');
const loadPins = () => import('./pinned-bar.tsx');
const loadEmoji = () => import('../../ui/emoji-popover.tsx');
const loadFailed = () => import('./failed-message.tsx');
const loadRefused = () => import('./refused-change.tsx');
const loadDayButton = () => import('./day-button.tsx');
const loadJumpButtons = () => import('./jump-buttons.tsx');
const loadJumpStatus = () => import('./jump-status.tsx');

const instead = () => ({ default: NotLoaded });

export const MessageToolbar = lazy(() => loadToolbar().catch(instead));
export const PinnedBar = lazy(afterFirstPaint(() => loadPins().catch(instead)));
export const EmojiPopover = lazy(() => loadEmoji().catch(instead));
export const FailedMessage = lazy(() => loadFailed().catch(instead));
export const RefusedChange = lazy(() => loadRefused().catch(instead));
/** Without it the separators say which day it is. */
export const DayButton = lazy<ComponentType<DayButtonProps>>(
  afterFirstPaint(() => loadDayButton().catch(() => ({ default: () => null }))),
);
/** Without them the end is found by scrolling. */
export const JumpButtons = lazy<ComponentType<JumpButtonsProps>>(
  afterFirstPaint(() => loadJumpButtons().catch(() => ({ default: () => null }))),
);
export const JumpStatus = lazy(() => loadJumpStatus().catch(instead));

/** To be fetched while there is nothing else to do (see app/parts.ts). */
export const timelineParts = [
  async () => (await loadToolbar()).prefetchMore(),
  loadPins,
  loadEmoji,
  loadFailed,
  loadRefused,
  loadDayButton,
  loadJumpButtons,
  loadJumpStatus,
] as const;
