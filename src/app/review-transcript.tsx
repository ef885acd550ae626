import { Suspense } from 'react';
import { OtherToolbar } from '../features/timeline/active-actions.tsx';
import { Timeline } from '../features/timeline/timeline.tsx';
import { useChat } from '../store/hooks.ts';
import { Gallery } from './parts.ts';
import { ChatProvider } from './providers.tsx';
import { DeskContext, ReviewToolbar, type ReviewDesk } from './review-toolbar.tsx';

const toolbar = (target: Parameters<typeof ReviewToolbar>[0]['target']) => (
  <ReviewToolbar target={target} />
);

/** A conversation under review: drawn as any, out of a chat of its own (see store/review-room.ts). */
export function ReviewTranscript({ sessionId, desk }: { sessionId: string; desk: ReviewDesk }) {
  const { store, actions } = desk.room;
  return (
    <ChatProvider store={store} actions={actions}>
      <DeskContext value={desk}>
        <OtherToolbar value={toolbar}>
          <Timeline sessionId={sessionId} />
          <ReviewGallery />
        </OtherToolbar>
      </DeskContext>
    </ChatProvider>
  );
}

function ReviewGallery() {
  const viewer = useChat((state) => state.viewer);
  return (
    viewer !== null && (
      <Suspense fallback={null}>
        <Gallery viewer={viewer} />
      </Suspense>
    )
  );
}
