import { createContext, Suspense, use, type ReactNode } from 'react';
import type { ActionTarget } from './action-target.ts';
import { useIsActive } from './active-message.ts';
import { MessageToolbar } from './parts.ts';

/** Draws what messages show instead of the actions that people in the session have; on tombstones as well. */
export const OtherToolbar = createContext<((target: ActionTarget) => ReactNode) | null>(null);

/** The actions of a message, while it is the one that shows them. */
export function ActiveActions({ target }: { target: ActionTarget }) {
  const other = use(OtherToolbar);
  return useIsActive(target.id) && (other !== null || !target.deleted) ? (
    <Suspense fallback={null}>
      {other === null ? <MessageToolbar target={target} /> : other(target)}
    </Suspense>
  ) : null;
}
