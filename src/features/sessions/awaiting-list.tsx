import { CheckCheck } from 'lucide-react';
import { useMemo } from 'react';
import { awaiting } from '../../core/lifecycle.ts';
import { useChat } from '../../store/hooks.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { SessionRows, type RowsFrame } from './session-rows.tsx';

/**
 * Sessions in which it is the person's turn, whoever waits longest first. Those that the list has not
 * reached are fetched with the first look; from then on what happens brings them.
 */
export default function AwaitingList({ userId, frame }: { userId: string; frame: RowsFrame }) {
  const sessions = useChat((state) => state.sessions);
  const ask = useLifecycle();
  const [answer, again] = useAnswer(() => ask((life) => life.loadAwaiting()), userId);
  const mine = useMemo(() => awaiting(sessions, userId), [sessions, userId]);
  return (
    <>
      {mine.length === 0 && answer.status === 'ready' ? (
        <Notice icon={<CheckCheck size={22} />} title="Nobody waits for you">
          Sessions in which it is your turn appear here.
        </Notice>
      ) : (
        <SessionRows
          frame={{ ...frame, complete: answer.status === 'ready' }}
          sessions={mine}
          label="Needs your reply"
        />
      )}
      <div className="flex min-h-11 shrink-0 items-center justify-center gap-2 px-4 text-meta text-soft">
        {answer.status === 'waiting' && <Spinner label="Looking for more" />}
        {answer.status === 'failed' && (
          <>
            <span role="alert">{answer.message}</span>
            <Button look="link" size="inline" onClick={again}>
              Try again
            </Button>
          </>
        )}
      </div>
    </>
  );
}
