import type { Session } from '../../core/model.ts';
import { me } from '../../core/selectors.ts';
import { eventWords } from '../../core/session-history.ts';
import { FORMER_PARTICIPANT } from '../../core/session-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Answered } from '../../ui/answered.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

/** What happened to a session: who did what, when, and why. Asked for again with each change of it. */
export function SessionStory({ session }: { session: Session }) {
  const ask = useLifecycle();
  const person = useChat(me);
  const now = useNow(MINUTE_MS);
  const [answer, again] = useAnswer(
    () => ask((life) => life.eventsOf(session.id)),
    `${session.id} ${session.lastRev} ${session.updatedAt}`,
  );
  const when = (at: number): string => momentWords.moment(at, now);
  const nameOf = (userId: string): string =>
    userId === person?.id
      ? 'You'
      : (session.peers.find((peer) => peer.userId === userId)?.fullName ?? FORMER_PARTICIPANT);
  return (
    <Answered answer={answer} label="Loading what happened" onRetry={again}>
      {(events) =>
        events.length === 0 ? (
          <p className="py-2 text-soft">Nothing has happened to it yet.</p>
        ) : (
          <ol className="grid grid-cols-1 gap-3">
            {events.map((event) => (
              <li key={event.id} className="border-l-2 border-line pl-3">
                <p className="wrap-anywhere">
                  <bdi>{eventWords(event, session.kind, nameOf, when)}</bdi>
                </p>
                {event.reason !== null && !isOwnWord(event.event, event.reason) && (
                  <p dir="auto" className="text-start text-soft wrap-anywhere">
                    “{event.reason}”
                  </p>
                )}
                <p className="text-meta text-soft">{when(event.createdAt)}</p>
              </li>
            ))}
          </ol>
        )
      }
    </Answered>
  );
}

/** Without words of anybody, a withdrawal and a cancellation have their own name as the reason. */
const isOwnWord = (event: string, reason: string): boolean => event === reason;
