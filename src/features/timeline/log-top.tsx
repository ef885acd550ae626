import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';

/** What stands above the oldest message. Its room is always there, so that it may change freely. */
export function LogTop({ sessionId, complete }: { sessionId: string; complete: boolean }) {
  const loading = useChat((state) => state.timelines[sessionId]?.loadingOlder ?? false);
  const failed = useChat((state) => state.timelines[sessionId]?.error?.message ?? null);
  const empty = useChat(
    (state) =>
      state.timelines[sessionId]?.messages.length === 0 &&
      !state.outbox.some((item) => item.sessionId === sessionId),
  );
  const { loadOlder } = useActions();
  return (
    <div className="absolute inset-x-0 top-0 grid h-18 place-items-center px-4 text-center text-meta text-soft">
      {complete ? (
        empty ? (
          'No messages yet. Write the first one.'
        ) : (
          'The conversation starts here.'
        )
      ) : loading ? (
        <Spinner label="Loading older messages" />
      ) : failed !== null ? (
        <span role="alert">
          {failed}{' '}
          <Button look="link" size="inline" onClick={() => loadOlder(sessionId)}>
            Try again
          </Button>
        </span>
      ) : null}
    </div>
  );
}
