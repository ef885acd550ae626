import { quoteWords } from '../../core/message-words.ts';
import { pinsOf } from '../../core/pins.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat, useChatShallow } from '../../store/hooks.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { JumpButton } from './jump-button.tsx';

const MINUTE_MS = 60_000;

/** What is pinned in a session, newest pin first. */
export function PinnedList({ sessionId, onJump }: { sessionId: string; onJump: () => void }) {
  const pins = useChatShallow((state) => pinsOf(state, sessionId));
  const loaded = useChat((state) => state.pins[sessionId] !== undefined);
  const now = useNow(MINUTE_MS);
  if (!loaded) return <Spinner label="Loading" />;
  if (pins.length === 0) return <p className="py-2 text-soft">Nothing is pinned here yet.</p>;
  return (
    <ul className="grid grid-cols-1 gap-2">
      {pins.map((message) => (
        <li key={message.id} className="flex items-start gap-2">
          <span dir="auto" className="line-clamp-3 min-w-0 grow py-1.5 text-start wrap-anywhere">
            {quoteWords(message)}
          </span>
          <JumpButton
            message={message}
            label={`Go to the pinned message: ${quoteWords(message)}`}
            onJump={onJump}
          >
            {timeWords.short(message.createdAt, now)}
          </JumpButton>
        </li>
      ))}
    </ul>
  );
}
