import { lazy } from 'react';
import { NotLoaded } from '../../ui/not-loaded.tsx';

/** What pages beside the conversation show of lifecycles; the first paint knows nothing of it. */
export const loadRequest = () => import('./request-dialog.tsx');
const loadJoin = () => import('./join-button.tsx');

const instead = () => ({ default: NotLoaded });

/** For pages that show mentors. */
export const RequestDialog = lazy(() => loadRequest().catch(instead));
export const JoinButton = lazy(() => loadJoin().catch(instead));
