import { Eye } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { toChatError } from '../../core/errors.ts';
import { nameOf, reportReasonWords, reportStatusWords } from '../../core/report-words.ts';
import type { NamedPerson, QueuedReport, ReportOutcome } from '../../core/reports.ts';
import { kindWords, statusWords } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { CloseDialog } from './reports-close-dialog.tsx';

interface ReportCardProps {
  report: QueuedReport;
  /** The viewer's. */
  myId: string;
  now: number;
  personHref: (userId: string) => string;
  reviewHref: (sessionId: string) => string;
  /** The viewer did something, which `words` tell. */
  onActed: (report: QueuedReport, words: string) => void;
  /** Another admin was faster: so it stands now. */
  onOvertaken: (report: QueuedReport) => void;
  /** Puts the focus where it belongs when this card may go. */
  onReturnFocus: () => void;
}

/** One report: who, about whom, why, how it stands, and what can be done. Nothing of what was said. */
export function ReportCard(props: ReportCardProps) {
  const { report, myId, now, personHref, reviewHref, onActed } = props;
  const { session, message, status, assignedTo, resolvedBy, resolution } = report;
  const ask = useAdmin();
  const deed = useDeed();
  const [closes, setCloses] = useState<ReportOutcome | null>(null);
  const [overtaken, setOvertaken] = useState<string | null>(null);
  const isClosed = status === 'resolved' || status === 'dismissed';
  const mine = assignedTo?.id === myId;
  /** Of several reports, for people who listen. */
  const which = ` the report of ${nameOf(report.reporter)}`;

  /** Does it; where another admin was faster, shows what they did instead of failing. */
  async function attempt(
    work: () => Promise<QueuedReport>,
    words: (done: QueuedReport) => string,
  ): Promise<void> {
    setOvertaken(null);
    try {
      const done = await work();
      onActed(done, words(done));
    } catch (thrown) {
      const error = toChatError(thrown);
      if (error.kind !== 'Conflict') throw thrown;
      props.onOvertaken(await ask((admin) => admin.reportOf(report.id)));
      setOvertaken(error.message);
    }
  }
  const take = (): void =>
    deed.run(() =>
      attempt(
        () => ask((admin) => admin.takeReport(report.id, assignedTo?.id ?? null)),
        () => 'You look into it now. It is under “Mine”.',
      ),
    );
  const release = (): void =>
    deed.run(() =>
      attempt(
        () => ask((admin) => admin.releaseReport(report.id)),
        () => 'Given back. It is open again.',
      ),
    );
  const close = (outcome: ReportOutcome, note: string): Promise<void> =>
    attempt(
      () => ask((admin) => admin.closeReport(report.id, outcome, note)),
      (done) => `${reportStatusWords[done.status]}. ${nameOf(done.reporter)} was told.`,
    );

  const person = (who: NamedPerson | null): ReactNode => (
    <PersonName person={who} personHref={personHref} />
  );
  return (
    <li className="grid grid-cols-1 gap-3 rounded-bubble border border-line bg-raised p-4">
      <div className="grid gap-0.5 leading-snug">
        <h3 className="font-semibold wrap-anywhere [&_a]:font-semibold">
          {message === null ? (
            <>A whole {session.kind === 'mentoring' ? 'session' : 'conversation'}</>
          ) : (
            <>A message of {person(message.sender)}</>
          )}
          <span className="ml-2 inline-block rounded-full bg-tint px-2 text-meta font-medium text-accent">
            {reportReasonWords[report.reason].text}
          </span>
        </h3>
        <p className="text-meta text-soft wrap-anywhere">
          Reported by {person(report.reporter)} {timeWords.ago(report.createdAt, now)}
          {message !== null && (
            <>
              {' '}
              · message no. {message.seq}, sent {timeWords.ago(message.createdAt, now)}
              {message.removed && ', removed since'}
            </>
          )}
        </p>
      </div>
      <p className="text-meta wrap-anywhere">
        <bdi className="font-medium">{session.subject ?? kindWords[session.kind]}</bdi>
        <span className="text-soft">
          {' '}
          · {session.subject !== null && <>{kindWords[session.kind]} · </>}
          {statusWords[session.status]} · {person(session.founders[0] ?? null)} and{' '}
          {person(session.founders[1] ?? null)}
        </span>
      </p>
      {report.note !== null && (
        <blockquote className="message-text border-l-2 border-accent pl-3">
          {report.note}
        </blockquote>
      )}
      {status === 'assigned' && (
        <p className="text-meta">
          {mine ? 'You look into it.' : <>{person(assignedTo)} looks into it.</>}
        </p>
      )}
      {isClosed && (
        <div className="grid gap-1 border-t border-line pt-2">
          <p className="text-meta">
            <span className="font-medium">{reportStatusWords[status]}</span>
            <span className="text-soft">
              {' '}
              by {resolvedBy?.id === myId ? 'you' : person(resolvedBy)}
              {report.resolvedAt !== null && <> {timeWords.ago(report.resolvedAt, now)}</>}
            </span>
          </p>
          {resolution !== null && <p className="message-text">{resolution}</p>}
        </div>
      )}
      <Failure>{overtaken ?? deed.failure}</Failure>
      <div className="flex flex-wrap items-center gap-2">
        {!isClosed && (mine || assignedTo === null) && (
          <>
            <Button look="primary" size="small" onClick={() => setCloses('resolved')}>
              Resolve<span className="sr-only">{which}</span>
            </Button>
            <Button size="small" onClick={() => setCloses('dismissed')}>
              Dismiss<span className="sr-only">{which}</span>
            </Button>
          </>
        )}
        {!isClosed && !mine && (
          <Button size="small" aria-disabled={deed.busy} onClick={take}>
            {assignedTo === null ? 'Assign to me' : 'Take over'}
            <span className="sr-only">{which}</span>
          </Button>
        )}
        {!isClosed && mine && (
          <Button size="small" aria-disabled={deed.busy} onClick={release}>
            Give back<span className="sr-only">{which}</span>
          </Button>
        )}
        <Link
          href={reviewHref(session.id)}
          className="touch-taller ml-auto inline-flex h-8 items-center gap-1.5 px-1 text-meta font-medium text-accent underline-offset-2 hover:underline"
        >
          <Eye size={14} aria-hidden="true" />
          Review<span className="sr-only"> the session for{which}</span>
        </Link>
      </div>
      {closes !== null && (
        <CloseDialog
          report={report}
          outcome={closes}
          onClose={() => setCloses(null)}
          close={(note) => close(closes, note)}
          onReturnFocus={props.onReturnFocus}
        />
      )}
    </li>
  );
}

/** A name that leads to the person's page, or that they are gone. */
function PersonName(props: { person: NamedPerson | null; personHref: (userId: string) => string }) {
  const { person, personHref } = props;
  if (person === null || person.name === null) return <>{nameOf(person)}</>;
  return (
    <Link href={personHref(person.id)} className="font-medium text-ink hover:underline">
      <bdi>{person.name}</bdi>
    </Link>
  );
}
