import { memo } from 'react';
import { canSend, me } from '../../core/selectors.ts';
import { isOver } from '../../core/session-end.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';

const room = 'absolute inset-x-0 grid h-18 place-items-center px-4 text-center text-meta text-soft';

/** What stands above the oldest message. Its room is always there, so that it may change freely. */
export const LogTop = memo(function LogTop(props: { sessionId: string; complete: boolean }) {
  const { sessionId, complete } = props;
  const loading = useChat((state) => state.timelines[sessionId]?.loadingOlder ?? false);
  const empty = useChat(
    (state) =>
      state.timelines[sessionId]?.messages.length === 0 &&
      !state.outbox.some((item) => item.sessionId === sessionId),
  );
  const late = useChat((state) => (state.sessions[sessionId]?.fromSeq ?? 1) > 1);
  const { loadOlder } = useActions();
  return (
    // In an empty session above what the composer may have to say.
    <div className={`${room} ${empty ? '-top-14' : 'top-0'}`}>
      {complete ? (
        empty ? (
          <Empty sessionId={sessionId} />
        ) : late ? (
          'What was written before you joined is not shown.'
        ) : (
          'The conversation starts here.'
        )
      ) : loading ? (
        <Spinner label="Loading older messages" />
      ) : (
        <Failed sessionId={sessionId} onRetry={() => loadOlder(sessionId)} />
      )}
    </div>
  );
});

function Empty({ sessionId }: { sessionId: string }) {
  const words = useChat((state) => {
    const session = state.sessions[sessionId];
    if (session !== undefined && isOver(session.status)) return 'No messages.';
    const mine = session !== undefined && canSend(session, me(state)?.id ?? '');
    return mine ? 'No messages yet. Write the first one.' : 'No messages yet.';
  });
  return words;
}

/** What stands below the newest message of a window into the past. */
export function LogBottom({ sessionId }: { sessionId: string }) {
  const loading = useChat((state) => state.timelines[sessionId]?.loadingNewer ?? false);
  const { loadNewer } = useActions();
  return (
    <div className={`${room} bottom-0`}>
      {loading ? (
        <Spinner label="Loading newer messages" />
      ) : (
        <Failed sessionId={sessionId} onRetry={() => loadNewer(sessionId)} />
      )}
    </div>
  );
}

function Failed({ sessionId, onRetry }: { sessionId: string; onRetry: () => void }) {
  const failed = useChat((state) => state.timelines[sessionId]?.error?.message ?? null);
  return failed === null ? null : (
    <span role="alert">
      {failed}{' '}
      <Button look="link" size="inline" onClick={onRetry}>
        Try again
      </Button>
    </span>
  );
}
