import { Suspense } from 'react';
import { pinsOf } from '../../core/pins.ts';
import { useChatShallow } from '../../store/hooks.ts';
import { PinnedBar } from './parts.ts';

/** What is pinned in a session, above its messages; nothing where nothing is. */
export function Pins({ sessionId }: { sessionId: string }) {
  const pins = useChatShallow((state) => pinsOf(state, sessionId));
  if (pins.length === 0) return null;
  return (
    <div className="h-12 shrink-0 border-b border-line bg-raised">
      <Suspense fallback={null}>
        <PinnedBar sessionId={sessionId} pins={pins} />
      </Suspense>
    </div>
  );
}
