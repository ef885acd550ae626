import { lazy } from 'react';
import { afterFirstPaint } from '../../lib/first-paint.ts';
import { NotLoaded } from '../../ui/not-loaded.tsx';

/** What the menu `More` opens, and the pins: each in a file of its own. */
const loadForward = () => import('./forward-dialog.tsx');
const loadDetails = () => import('./message-details.tsx');
const loadVersions = () => import('./versions-dialog.tsx');
const loadReport = () => import('./report-message.tsx');
const loadPins = () => import('./pinned-bar.tsx');

const instead = () => ({ default: NotLoaded });

export const ForwardDialog = lazy(() => loadForward().catch(instead));
export const MessageDetails = lazy(() => loadDetails().catch(instead));
export const VersionsDialog = lazy(() => loadVersions().catch(instead));
export const ReportMessage = lazy(() => loadReport().catch(instead));
export const PinnedBar = lazy(afterFirstPaint(() => loadPins().catch(instead)));

/** To be fetched while there is nothing else to do (see app/parts.ts). */
export const moreParts = [loadForward, loadDetails, loadVersions, loadReport, loadPins] as const;
