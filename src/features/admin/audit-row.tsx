import { ChevronRight } from 'lucide-react';
import { Link } from 'wouter';
import { auditActionWords, auditFacts } from '../../core/audit-words.ts';
import type { AuditFilter, AuditLine } from '../../core/audit.ts';
import { nameOf } from '../../core/report-words.ts';
import { roleWords } from '../../core/session-words.ts';
import { momentWords } from '../../lib/moment-words.ts';

/** As much of an id as tells one from another at a glance. */
const SHORT_ID = 8;

/** Asks for what a word names; as high as a finger where fingers are used. */
const wordButton =
  'touch-taller max-w-full cursor-pointer text-left wrap-anywhere underline-offset-2 hover:underline';

/** The cells of one line: in words, and behind them as it was written. */
export function AuditRow(props: {
  line: AuditLine;
  now: number;
  onChange: (part: Partial<AuditFilter>) => void;
  sessionHref: (sessionId: string) => string;
}) {
  const { line, now, onChange, sessionHref } = props;
  const { actorId, subject, sessionId, reason } = line;
  const facts = auditFacts(line, (at) => momentWords.moment(at, now));
  return (
    <>
      <div role="cell" className="pt-px text-meta text-soft">
        <time dateTime={new Date(line.createdAt).toISOString()}>
          {momentWords.moment(line.createdAt, now)}
        </time>
      </div>
      <div role="cell" className="min-w-0">
        {actorId === null ? (
          <span className="text-soft">{line.actorLabel}</span>
        ) : (
          <button
            type="button"
            title="Show only what they did"
            className={wordButton}
            onClick={() => onChange({ actorId })}
          >
            <bdi>{line.actorLabel}</bdi>
          </button>
        )}
      </div>
      <div role="cell" className="grid min-w-0 gap-0.5">
        <p className="font-medium">{auditActionWords(line.action)}</p>
        {reason !== null && (
          <p className="message-text text-soft">
            “<bdi>{reason}</bdi>”
          </p>
        )}
        {facts.length > 0 && (
          <dl className="flex flex-wrap gap-x-4 text-meta">
            {facts.map(({ label, text }) => (
              <div key={label} className="flex min-w-0 gap-1">
                <dt className="shrink-0 text-soft">{label}:</dt>
                <dd className="min-w-0 wrap-anywhere">
                  <bdi>{text}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        )}
        <details className="group text-meta">
          <summary className="touch-taller inline-flex cursor-pointer list-none items-center gap-0.5 text-soft hover:text-ink">
            <ChevronRight
              size={14}
              aria-hidden="true"
              className="transition-transform group-open:rotate-90"
            />
            As it was written
          </summary>
          <pre className="mt-1 rounded-control bg-code p-3 font-mono text-meta wrap-anywhere whitespace-pre-wrap">
            {JSON.stringify(line, null, 2)}
          </pre>
        </details>
      </div>
      <div role="cell" className={subject === null ? 'max-wide:hidden' : 'min-w-0'}>
        {subject === null ? (
          <span className="text-soft">–</span>
        ) : (
          <>
            <span className="text-soft wide:hidden">To whom: </span>
            <button
              type="button"
              title="Show only what concerns them"
              className={wordButton}
              onClick={() => onChange({ subjectId: subject.id })}
            >
              <bdi>{nameOf(subject)}</bdi>
              {subject.role !== null && (
                <span className="text-meta text-soft"> {roleWords[subject.role]}</span>
              )}
            </button>
          </>
        )}
      </div>
      <div role="cell" className={sessionId === null ? 'max-wide:hidden' : 'min-w-0'}>
        {sessionId === null ? (
          <span className="text-soft">–</span>
        ) : (
          <Link
            href={sessionHref(sessionId)}
            title="Find it among the sessions"
            className="touch-taller inline-block font-mono text-meta text-accent hover:underline"
          >
            <span className="font-sans text-soft wide:sr-only">Session </span>
            {sessionId.slice(0, SHORT_ID)}
          </Link>
        )}
      </div>
    </>
  );
}
