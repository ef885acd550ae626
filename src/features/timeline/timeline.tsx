import { CircleAlert } from 'lucide-react';
import { me } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { MessageActions } from './message-actions.tsx';
import { MessageLog } from './message-log.tsx';

/** The messages of a session, or why they are not there. Keeps its room in either case. */
export function Timeline({ sessionId }: { sessionId: string }) {
  const status = useChat((state) => state.timelines[sessionId]?.status ?? 'loading');
  const error = useChat((state) => state.timelines[sessionId]?.error ?? null);
  const hasMessages = useChat(
    (state) =>
      (state.timelines[sessionId]?.messages.length ?? 0) > 0 ||
      state.outbox.some((item) => item.sessionId === sessionId),
  );
  const myId = useChat((state) => me(state)?.id ?? '');
  const { retryTimeline } = useActions();

  // What is loaded stays in view while it is loaded again.
  if (hasMessages || status === 'ready') {
    return (
      <MessageActions>
        <MessageLog sessionId={sessionId} myId={myId} />
      </MessageActions>
    );
  }
  return (
    <div className="flex min-h-0 grow flex-col overflow-hidden">
      {status === 'error' ? (
        <Notice
          alert
          icon={<CircleAlert size={22} />}
          title="The messages did not load"
          action={<Button onClick={() => retryTimeline(sessionId)}>Try again</Button>}
        >
          {error?.message}
        </Notice>
      ) : (
        <LogSkeleton />
      )}
    </div>
  );
}

const shapes = ['w-64', 'w-40', 'w-80', 'w-52', 'w-72', 'w-36', 'w-60'] as const;

const LogSkeleton = () => (
  <div role="status" className="mt-auto grid animate-appear-late gap-3 px-5 pb-3">
    <span className="sr-only">Loading messages</span>
    {shapes.map((width, index) => (
      <Skeleton
        key={width}
        className={`h-10 max-w-[70%] rounded-bubble ${width} ${index % 3 === 1 ? 'ml-auto' : ''}`}
      />
    ))}
  </div>
);
