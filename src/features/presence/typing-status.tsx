import { typingNames } from '../../core/selectors.ts';
import { namedFew } from '../../core/session-words.ts';
import { useChatShallow } from '../../store/hooks.ts';

// British: without a comma before “and”.
const names = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** “Mina is typing”, “Ana, Ben and 2 others are typing”. Its line is always there, so that the messages do not move for it. */
export function TypingStatus({ sessionId }: { sessionId: string }) {
  const people = useChatShallow((state) => typingNames(state, sessionId));
  return (
    <div
      role="status"
      aria-label="Typing"
      className="mx-auto h-6 w-full max-w-240 shrink-0 px-5 text-meta text-soft"
    >
      {people.length > 0 && (
        <span className="flex animate-appear items-center gap-2">
          <span aria-hidden="true" className="flex gap-0.5">
            {[0, 1, 2].map((dot) => (
              <span key={dot} className="size-1 animate-shimmer rounded-full bg-accent" />
            ))}
          </span>
          <span className="truncate">
            {names
              .formatToParts(namedFew(people))
              .map((part, at) =>
                part.type === 'element' ? <bdi key={at}>{part.value}</bdi> : part.value,
              )}{' '}
            {people.length === 1 ? 'is' : 'are'} typing
          </span>
        </span>
      )}
    </div>
  );
}
