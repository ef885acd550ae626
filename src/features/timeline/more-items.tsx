import type { ReactNode } from 'react';
import type { ActionTarget } from './action-target.ts';

/** One entry of the menu `More`. */
export interface MoreItem {
  readonly key: string;
  readonly text: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

/** What else can be done with a message, in the order of the menu. */
export function useMoreItems(_target: ActionTarget): readonly MoreItem[] {
  return [];
}
