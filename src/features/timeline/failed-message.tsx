import { clsx } from 'clsx';
import { isOver } from '../../core/session-end.ts';
import type { ChatState } from '../../core/state.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { useCopy } from '../../ui/use-copy.ts';

interface FailedMessageProps {
  /** Of the item in the outbox. */
  id: string;
  /** What can be copied; null where there is no text. */
  content: string | null;
  /** Why it was not sent, as a sentence. */
  reason: string | null;
  /** True where trying again cannot succeed. */
  final?: boolean;
  /** Beside a message of somebody else. */
  foreign?: boolean;
}

/** Whether it was refused by a session that will never take it. */
function cameTooLate({ outbox, sessions }: ChatState, id: string): boolean {
  const item = outbox.find((one) => one.id === id);
  const session = item === undefined ? undefined : sessions[item.sessionId];
  return item?.error?.code === 'session_closed' && session !== undefined && isOver(session.status);
}

/** Why something was not sent, and what can be done with it. Its text is never lost silently. */
export default function FailedMessage(props: FailedMessageProps) {
  const { id, content, reason, final = false, foreign = false } = props;
  const { retrySend, discard } = useActions();
  const [copyWord, copy] = useCopy();
  const tooLate = useChat((state) => cameTooLate(state, id));

  return (
    <div
      className={clsx(
        'flex max-w-full flex-wrap items-center gap-x-4 gap-y-1 px-1 pb-3 text-meta',
        !foreign && 'justify-end',
      )}
    >
      {reason !== null && <span className="text-danger">{reason}</span>}
      {/* In one line: a finger that misses one is not to meet another. */}
      <span className="flex gap-4">
        {!final && !tooLate && (
          <Button look="link" size="inline" onClick={() => retrySend(id)}>
            Try again
          </Button>
        )}
        {content !== null && (
          <Button look="link" size="inline" onClick={() => copy(content)}>
            {copyWord}
          </Button>
        )}
        <Button look="danger" size="inline" onClick={() => discard(id)}>
          Discard
        </Button>
      </span>
    </div>
  );
}
