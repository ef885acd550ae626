import { Suspense } from 'react';
import type { ActionTarget } from './action-target.ts';
import { useIsActive } from './active-message.ts';
import { MessageToolbar } from './parts.ts';

/** The actions of a message, while it is the one that shows them. */
export function ActiveActions({ target }: { target: ActionTarget }) {
  return useIsActive(target.id) ? (
    <Suspense fallback={null}>
      <MessageToolbar target={target} />
    </Suspense>
  ) : null;
}
