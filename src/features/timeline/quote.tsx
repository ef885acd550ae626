import { quoteWords } from '../../core/message-words.ts';
import { useActions } from '../../store/hooks.ts';
import { useQuoted } from '../../store/use-quoted.ts';
import type { People } from './use-people.ts';

interface QuoteProps {
  sessionId: string;
  /** Of the message that is quoted. */
  messageId: string;
  people: People;
}

/**
 * What a message answers, in its bubble: two lines that lead to the original. Always as high, so
 * that nothing moves when the original arrives or changes.
 */
export function Quote({ sessionId, messageId, people }: QuoteProps) {
  const original = useQuoted(messageId);
  const { jumpTo } = useActions();
  const sender = original == null ? '' : people.of(original.senderId).name;
  const gone = original?.deletedAt != null;
  return (
    <button
      type="button"
      disabled={original == null}
      onClick={() => jumpTo(sessionId, { messageId })}
      className="mb-1.5 block h-11 w-full max-w-full min-w-0 cursor-pointer rounded-joined border-l-3 border-accent bg-canvas/45 py-0.5 pr-2 pl-2 text-left text-meta hover:bg-canvas/75 disabled:cursor-default"
    >
      <span className="sr-only">In reply to </span>
      <bdi className="block h-5 truncate font-medium text-accent">{sender}</bdi>
      <span dir="auto" className={`block h-5 truncate text-start ${gone ? 'italic' : ''}`}>
        {original === null
          ? 'A message that you cannot see'
          : original === undefined
            ? null
            : quoteWords(original)}
      </span>
    </button>
  );
}
