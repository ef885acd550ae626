import { Link } from 'wouter';
import { me } from '../../core/selectors.ts';
import { statusAt } from '../../core/session-end.ts';
import { sessionTopic, statusWords } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { Failure } from '../../ui/failure.tsx';
import { ListEnd } from '../../ui/list-end.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';
import { Button } from '../../ui/button.tsx';

const MINUTE_MS = 60_000;

interface EarlierSessionsProps {
  peerId: string;
  /** The session that is on screen anyway. */
  exceptId: string | null;
  hrefOf: (sessionId: string) => string;
}

/** What the viewer had with somebody, whatever became of it, newest first; nothing if there is nothing. */
export function EarlierSessions({ peerId, exceptId, hrefOf }: EarlierSessionsProps) {
  const ask = usePeople();
  const now = useNow(MINUTE_MS);
  const pages = usePages(
    (cursor) => ask((people) => people.sessionsWith(peerId, cursor)),
    `${peerId} ${exceptId}`,
  );
  const sessions = pages.items?.filter(({ id }) => id !== exceptId) ?? null;
  const ahead = useChat((state) => state.serverAheadMs);
  const role = useChat((state) => me(state)?.role);
  const things = role === 'buyer' || role === 'supplier' ? 'conversations' : 'sessions';
  const heading = exceptId === null ? `Your ${things} together` : `Other ${things} together`;
  if (sessions?.length === 0 && !pages.hasMore) return null;
  // Beside a session there mostly is no other: no room is made for what will not come.
  if (sessions === null && pages.error === null && exceptId !== null) return null;
  return (
    <section aria-label={heading} className="grid grid-cols-1 gap-2">
      <h4 className="font-medium">{heading}</h4>
      {sessions === null && pages.error === null && (
        <div aria-busy="true" className="grid gap-2">
          <Skeleton className="h-11 w-full" />
          <Skeleton className="h-11 w-full" />
        </div>
      )}
      {sessions === null && pages.error !== null && (
        <div className="flex flex-wrap items-center gap-2">
          <Failure>{pages.error}</Failure>
          <Button look="link" size="inline" onClick={pages.retry}>
            Try again
          </Button>
        </div>
      )}
      {sessions !== null && (
        <ul className="grid grid-cols-1 gap-0.5">
          {sessions.map((session) => (
            <li key={session.id}>
              <Link
                href={hrefOf(session.id)}
                className="-mx-2 grid min-h-11 content-center rounded-control px-2 py-1 leading-snug hover:bg-hover"
              >
                <bdi className="truncate">{sessionTopic(session)}</bdi>
                <span className="truncate text-meta text-soft">
                  <span className="sr-only">, </span>
                  {statusWords[statusAt(session, now + ahead)]} ·{' '}
                  {timeWords.day(session.sortAt, now)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <ListEnd pages={pages} />
    </section>
  );
}
