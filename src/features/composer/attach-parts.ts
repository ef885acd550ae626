import { lazy } from 'react';
import type { NewFile } from '../../store/writing.ts';
import { NotLoaded } from '../../ui/not-loaded.tsx';

/** What the composer wants of its tray. */
export interface TrayHandle {
  /** What goes with the next message; why it cannot go yet, as a sentence. */
  readonly files: () => readonly NewFile[] | string;
  readonly add: (files: readonly File[]) => void;
  readonly clear: () => void;
}

/** None of it is there at first: a visit that writes nothing can do without. */
export const AttachButton = lazy(() =>
  import('./attach-button.tsx').catch(() => ({ default: NotLoaded })),
);
export const TrayList = lazy(() => import('./tray-list.tsx').catch(() => ({ default: NotLoaded })));
/** Without them one can write all the same. */
export const WritingAids = lazy(() =>
  import('./writing-aids.tsx').catch(() => ({ default: () => null })),
);
