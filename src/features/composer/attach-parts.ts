import { lazy } from 'react';
import { afterFirstPaint } from '../../lib/first-paint.ts';
import type { Stop } from '../../lib/stop.ts';
import type { NewFile } from '../../store/writing.ts';
import { NotLoaded } from '../../ui/not-loaded.tsx';
import { PasteAsIs } from './paste-as-is.ts';

/** What the composer wants of its tray. */
export interface TrayHandle {
  /** What goes with the next message, as far as it is prepared. */
  readonly files: () => readonly NewFile[];
  readonly isPreparing: () => boolean;
  /** See `Trays.whenReady`. */
  readonly whenReady: (listener: (whole: boolean) => void) => Stop;
  readonly add: (files: readonly File[]) => void;
  readonly clear: () => void;
}

/** None of it is there at first: a visit that writes nothing can do without. */
export const AttachButton = lazy(
  afterFirstPaint(() => import('./attach-button.tsx').catch(() => ({ default: NotLoaded }))),
);
export const TrayList = lazy(
  afterFirstPaint(() => import('./tray-list.tsx').catch(() => ({ default: NotLoaded }))),
);
/** Without them one can write all the same, and paste. */
export const WritingAids = lazy(
  afterFirstPaint(() => import('./writing-aids.tsx').catch(() => ({ default: PasteAsIs }))),
);
