import { lazy } from 'react';
import { NotLoaded } from '../../ui/not-loaded.tsx';

/** What the actions of a message open, each in a file of its own. Only the toolbar knows of them. */
const loadMoreMenu = () => import('./more-menu.tsx');
const loadDelete = () => import('./delete-dialog.tsx');
const loadForward = () => import('./forward-dialog.tsx');
const loadDetails = () => import('./message-details.tsx');
const loadVersions = () => import('./versions-dialog.tsx');
const loadReport = () => import('./report-message.tsx');

const instead = () => ({ default: NotLoaded });

export const MoreMenu = lazy(() => loadMoreMenu().catch(instead));
export const DeleteDialog = lazy(() => loadDelete().catch(instead));
export const ForwardDialog = lazy(() => loadForward().catch(instead));
export const MessageDetails = lazy(() => loadDetails().catch(instead));
export const VersionsDialog = lazy(() => loadVersions().catch(instead));
export const ReportMessage = lazy(() => loadReport().catch(instead));

/** Fetches them while there is nothing else to do (see app/parts.ts). */
export function prefetchMore(): void {
  for (const load of [loadMoreMenu, loadDelete, loadForward, loadDetails, loadVersions, loadReport])
    load().catch(() => undefined);
}
