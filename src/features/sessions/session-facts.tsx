import type { ReactNode } from 'react';
import { endOf } from '../../core/session-end.ts';
import { endingWords } from '../../core/lifecycle-words.ts';
import type { Session } from '../../core/model.ts';
import { replyWords } from '../../core/people-words.ts';
import { kindWords, productName, statusWords } from '../../core/session-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { useStatus } from '../../store/use-status.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

/** What a session is, its times, and how it ended. */
export function SessionFacts({ session }: { session: Session }) {
  const now = useNow(MINUTE_MS);
  const status = useStatus(session) ?? session.status;
  const when = (at: number): string => momentWords.moment(at, now);
  const mentor = session.peers.find(({ role }) => role === 'mentor');
  const replies = replyWords(mentor?.replySeconds ?? null);
  const end = endOf({ ...session, status });
  const why = status === 'declined' ? session.endedReason : endingWords(session);
  return (
    <dl className="grid gap-3 border-y border-line py-4">
      <Fact name="Subject">
        <bdi>{session.subject ?? productName(session) ?? 'None'}</bdi>
      </Fact>
      <Fact name="Kind">{kindWords[session.kind]}</Fact>
      <Fact name="Status">{statusWords[status]}</Fact>
      {why !== null && (
        <Fact name="Reason">
          <bdi>{why}</bdi>
        </Fact>
      )}
      {session.summary !== null && (
        <Fact name="Summary">
          <bdi className="whitespace-pre-wrap">{session.summary}</bdi>
        </Fact>
      )}
      {session.scheduledAt !== null && (
        <Fact name={status === 'requested' ? 'Proposed' : 'Planned for'}>
          {when(session.scheduledAt)}
        </Fact>
      )}
      {end !== null && (
        <Fact name={status === 'in_progress' ? 'Ends' : 'Expires'}>{when(end)}</Fact>
      )}
      <Fact name={session.kind === 'mentoring' ? 'Requested' : 'Started'}>
        {when(session.createdAt)}
      </Fact>
      {replies !== null && session.kind === 'mentoring' && <Fact name="Answers">{replies}</Fact>}
    </dl>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="grid grid-cols-[6rem_1fr] gap-3">
    <dt className="text-meta leading-6 text-soft">{name}</dt>
    <dd className="min-w-0 wrap-anywhere">{children}</dd>
  </div>
);
