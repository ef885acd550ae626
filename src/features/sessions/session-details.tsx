import { FileDown, Search } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { isFounder } from '../../core/session-end.ts';
import type { Peer, Session } from '../../core/model.ts';
import { me } from '../../core/selectors.ts';
import { roleWords, thingWord } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { NotLoaded } from '../../ui/not-loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useNow } from '../../ui/use-now.ts';
import { EarlierSessions } from './earlier-sessions.tsx';
import { PinnedList } from './pinned-list.tsx';
import { PlaceButtons } from './place-buttons.tsx';
import { PresenceText } from './presence-text.tsx';
import { ReviewNotes } from './review-notes.tsx';
import { SessionFacts } from './session-facts.tsx';
import { SessionStory } from './session-story.tsx';
import { SharedList } from './shared-list.tsx';
import { ShowHistory } from './show-history.tsx';

const MINUTE_MS = 60_000;

const ExportDialog = lazy(() =>
  import('./export-dialog.tsx').catch(() => ({ default: NotLoaded })),
);

interface SessionDetailsProps {
  sessionId: string;
  personHref: (userId: string) => string;
  sessionHref: (sessionId: string) => string;
  /** Searches all sessions with somebody. */
  onSearchPeer: (peer: { id: string; name: string }) => void;
  /** What the person may do with the session's life, where nothing else offers it. */
  actions?: ReactNode;
  /** The person goes to a message: what lies over the conversation should go. */
  onJump?: () => void;
}

const stay = (): void => undefined;

/** What is known about a session, what it holds, and where the person wants to have it. */
export default function SessionDetails(props: SessionDetailsProps) {
  const { sessionId, personHref, onJump = stay } = props;
  const session = useChat((state) => state.sessions[sessionId]);
  const [exports, setExports] = useState(false);
  if (session === undefined) {
    return (
      <div aria-busy="true" className="grid justify-items-center gap-3 p-6">
        <Skeleton className="size-20 rounded-full" />
        <Skeleton className="h-4 w-32" />
        <Skeleton className="h-3 w-24" />
      </div>
    );
  }
  const only = session.peers.length === 1 ? session.peers[0] : undefined;
  return (
    <div className="grid grid-cols-1 gap-6 p-5">
      {only !== undefined && (
        <div className="grid justify-items-center gap-1 pt-3 text-center">
          <Avatar name={only.fullName} url={only.avatarUrl} size="large" />
          <h3 className="mt-2 text-title font-semibold break-words">
            <Link href={personHref(only.userId)} className="hover:underline">
              <bdi>{only.fullName}</bdi>
            </Link>
          </h3>
          <p className="text-meta text-soft">
            {roleWords[only.role]} · <PresenceText sessionId={sessionId} peer={only} />
          </p>
        </div>
      )}
      <PlaceButtons session={session} />
      <SessionFacts session={session} />
      <ReviewNotes session={session} />
      <Tabs
        label={`In this ${thingWord(session.kind)}`}
        panes={[
          { name: 'People', content: <People session={session} personHref={personHref} /> },
          {
            name: 'Files',
            content: <SharedList sessionId={sessionId} kind="files" onJump={onJump} />,
          },
          {
            name: 'Links',
            content: <SharedList sessionId={sessionId} kind="links" onJump={onJump} />,
          },
          { name: 'Pinned', content: <PinnedList sessionId={sessionId} onJump={onJump} /> },
          { name: 'History', content: <SessionStory session={session} /> },
        ]}
      />
      {only !== undefined && (
        <Button
          size="small"
          className="max-w-full justify-self-start gap-1.5"
          onClick={() => props.onSearchPeer({ id: only.userId, name: only.fullName })}
        >
          <Search size={14} aria-hidden="true" className="shrink-0" />
          <span className="truncate">
            Search all with <bdi>{only.fullName}</bdi>
          </span>
        </Button>
      )}
      {props.actions}
      <Button size="small" className="justify-self-start gap-1.5" onClick={() => setExports(true)}>
        <FileDown size={14} aria-hidden="true" />
        Export transcript
      </Button>
      {only !== undefined && (
        // Last: it comes later than the rest, and nothing is to move for it.
        <EarlierSessions peerId={only.userId} exceptId={sessionId} hrefOf={props.sessionHref} />
      )}
      {exports && (
        <Suspense fallback={null}>
          <ExportDialog sessionId={sessionId} onClose={() => setExports(false)} />
        </Suspense>
      )}
    </div>
  );
}

function People(props: { session: Session; personHref: (userId: string) => string }) {
  const { session, personHref } = props;
  const person = useChat(me);
  const presence = useChat((state) => state.presence);
  return (
    <ul className="grid grid-cols-1 gap-3">
      {session.peers.map((peer) => (
        <Person key={peer.userId} peer={peer} href={personHref(peer.userId)} tone={peer.presence}>
          {roleWords[peer.role]} · <PresenceText sessionId={session.id} peer={peer} />
          <LocalTime timeZone={peer.timezone} prefix=" · " />
          {person !== null && isFounder(session, person.id) && !isFounder(session, peer.userId) && (
            <ShowHistory session={session} peer={peer} />
          )}
        </Person>
      ))}
      {person !== null && (
        <Person peer={person} tone={presence}>
          {roleWords[person.role]} · You
          {presence !== 'online' && <>, {presence}</>}
        </Person>
      )}
    </ul>
  );
}

/** The time of day where somebody is, with the zone's name; nothing if the zone is unknown. */
function LocalTime({ timeZone, prefix = '' }: { timeZone: string | null; prefix?: string }) {
  const now = useNow(MINUTE_MS);
  const clock = timeZone === null ? null : timeWords.clockIn(now, timeZone);
  if (timeZone === null || clock === null) return null;
  return (
    <>
      {prefix}
      {clock}{' '}
      <span className="text-soft">({timeZone.split('/').at(-1)?.replaceAll('_', ' ')})</span>
    </>
  );
}

interface PersonProps {
  peer: { fullName: string; avatarUrl: string | null };
  /** Their page; one's own has none here. */
  href?: string;
  tone: Peer['presence'];
  children: ReactNode;
}

const Person = ({ peer, href, tone, children }: PersonProps) => (
  <li className="flex items-center gap-3">
    <span className="relative shrink-0">
      <Avatar name={peer.fullName} url={peer.avatarUrl} size="small" />
      <StatusDot tone={tone} />
    </span>
    <div className="min-w-0 leading-snug">
      {href === undefined ? (
        <bdi className="block truncate">{peer.fullName}</bdi>
      ) : (
        <Link href={href} className="block truncate hover:underline">
          <bdi>{peer.fullName}</bdi>
        </Link>
      )}
      <div className="text-meta text-soft">{children}</div>
    </div>
  </li>
);
