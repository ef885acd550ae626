import { Pin, PinOff } from 'lucide-react';
import { useState } from 'react';
import { quoteWords } from '../../core/message-words.ts';
import type { Message } from '../../core/model.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePeople, type People } from './use-people.ts';

const MINUTE_MS = 60_000;

interface PinsProps {
  sessionId: string;
  /** Newest pin first; at least one. */
  pins: readonly Message[];
}

/** The newest pin of a session, and the way to all of them. */
export default function PinnedBar({ sessionId, pins }: PinsProps) {
  const people = usePeople(sessionId);
  const { jumpTo, pinMessage } = useActions();
  const [listed, setListed] = useState(false);
  const newest = pins[0];
  if (newest === undefined) return null;
  const { id: messageId } = newest;
  return (
    <section
      aria-label="Pinned messages"
      className="flex h-full animate-appear items-center gap-1 pr-2 pl-5 max-pane:pl-3"
    >
      <button
        type="button"
        onClick={() => jumpTo(sessionId, { messageId })}
        className="flex h-full min-w-0 grow cursor-pointer items-center gap-3 text-left leading-snug hover:bg-hover"
      >
        <Pin size={16} aria-hidden="true" className="shrink-0 text-accent" />
        <span className="min-w-0">
          <span className="block truncate text-meta font-medium text-accent">
            Pinned · <bdi>{people.of(newest.senderId).name}</bdi>
          </span>
          <span dir="auto" className="block truncate text-start text-meta">
            {quoteWords(newest)}
          </span>
        </span>
      </button>
      {pins.length > 1 ? (
        <Button
          look="quiet"
          size="small"
          aria-haspopup="dialog"
          aria-label={`All ${pins.length} pinned messages`}
          onClick={() => setListed(true)}
        >
          {pins.length} pinned
        </Button>
      ) : (
        <UnpinButton onClick={() => void pinMessage(sessionId, messageId, false)} />
      )}
      {listed && (
        <PinsDialog
          sessionId={sessionId}
          pins={pins}
          people={people}
          onClose={() => setListed(false)}
        />
      )}
    </section>
  );
}

const UnpinButton = ({ onClick }: { onClick: () => void }) => (
  <Button look="quiet" size="icon" aria-label="Unpin" title="Unpin" onClick={onClick}>
    <PinOff size={16} aria-hidden="true" />
  </Button>
);

function PinsDialog(props: PinsProps & { people: People; onClose: () => void }) {
  const { sessionId, pins, people, onClose } = props;
  const { jumpTo, pinMessage } = useActions();
  const now = useNow(MINUTE_MS);
  return (
    <Dialog title="Pinned messages" onClose={onClose}>
      <ul className="min-h-0 overflow-y-auto overscroll-contain p-2 scroll-quiet">
        {pins.map((pin) => (
          <li key={pin.id} className="flex items-center gap-1 rounded-control hover:bg-hover">
            <button
              type="button"
              onClick={() => {
                onClose();
                jumpTo(sessionId, { messageId: pin.id });
              }}
              className="min-w-0 grow cursor-pointer rounded-control px-3 py-2 text-left"
            >
              <span className="block truncate text-meta text-soft">
                <bdi className="font-medium">{people.of(pin.senderId).name}</bdi> ·{' '}
                {timeWords.short(pin.createdAt, now)}
              </span>
              <span dir="auto" className="line-clamp-2 text-start wrap-anywhere">
                {quoteWords(pin)}
              </span>
            </button>
            <UnpinButton onClick={() => void pinMessage(sessionId, pin.id, false)} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
