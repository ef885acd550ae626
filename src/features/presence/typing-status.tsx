import { typingNames } from '../../core/selectors.ts';
import { useChatShallow } from '../../store/hooks.ts';

const names = new Intl.ListFormat('en', { type: 'conjunction' });
const MOST_NAMES = 3;

/** “Mina is typing”. Its line is always there, so that the messages do not move for it. */
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
            {people.length > MOST_NAMES
              ? `${people.length} people`
              : names
                  .formatToParts(people)
                  .map((part) =>
                    part.type === 'element' ? <bdi key={part.value}>{part.value}</bdi> : part.value,
                  )}{' '}
            {people.length === 1 ? 'is' : 'are'} typing
          </span>
        </span>
      )}
    </div>
  );
}
