import { lazy } from 'react';
import { afterFirstPaint } from '../../lib/first-paint.ts';
import { NotLoaded } from '../../ui/not-loaded.tsx';

const loadBar = () => import('./bar-content.tsx');
const loadButtons = () => import('./life-buttons.tsx');

const instead = () => ({ default: NotLoaded });

export const BarContent = lazy(afterFirstPaint(() => loadBar().catch(instead)));
/** Without it the details say what they know. */
export const LifeButtons = lazy(
  afterFirstPaint(() => loadButtons().catch(() => ({ default: () => null }))),
);

/** To be fetched while there is nothing else to do (see app/parts.ts). */
export const lifecycleParts = [loadBar, loadButtons] as const;
