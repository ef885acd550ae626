import { Flag } from 'lucide-react';
import { Link } from 'wouter';
import { ownReportWords, reportReasonWords } from '../../core/report-words.ts';
import type { Report, ReportStatus } from '../../core/reports.ts';
import { kindWords, thingWord } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';

const MINUTE_MS = 60_000;

const tones: Readonly<Record<ReportStatus, string>> = {
  open: 'bg-away',
  assigned: 'bg-away',
  resolved: 'bg-online',
  dismissed: 'bg-line',
};

interface ReportsPageProps {
  backHref: string;
  sessionHref: (sessionId: string) => string;
}

/** What the person reported, and what came of it. */
export default function ReportsPage({ backHref, sessionHref }: ReportsPageProps) {
  const ask = usePeople();
  const now = useNow(MINUTE_MS) + useChat((state) => state.serverAheadMs);
  // What came of one is told by a notification: while the page is open, it is then looked at again.
  const newest = useChat(({ notifications }) => notifications.newestAt);
  const pages = usePages(
    (cursor) => ask((people) => people.myReports(cursor)),
    String(newest ?? ''),
  );
  const { items, busy, error } = pages;
  return (
    <PageFrame title="Your reports" backHref={backHref} backLabel="Back to settings" deep>
      {items === null && error === null && (
        <div className="m-auto">
          <Spinner label="Loading your reports" />
        </div>
      )}
      {items === null && error !== null && (
        <LoadFailure title="Your reports did not load" message={error} onRetry={pages.retry} />
      )}
      {items?.length === 0 && !busy && error === null && (
        <Notice icon={<Flag size={22} />} title="You have reported nothing">
          A message that should not be is reported from its menu “More”, a whole session from its
          details.
        </Notice>
      )}
      {items !== null && items.length > 0 && (
        <ul
          aria-label="Your reports"
          aria-busy={busy}
          className="mx-auto grid w-full max-w-160 grid-cols-1 gap-3 p-4"
        >
          {items.map((report) => (
            <ReportCard
              key={report.id}
              report={report}
              href={sessionHref(report.sessionId)}
              now={now}
            />
          ))}
        </ul>
      )}
      <ListEnd pages={pages} />
    </PageFrame>
  );
}

function ReportCard({ report, href, now }: { report: Report; href: string; now: number }) {
  const { kind, subject, with: others, status, note, resolution, resolvedAt } = report;
  const thing = thingWord(kind);
  const what = report.messageId === null ? `Your ${thing}` : `A message in your ${thing}`;
  return (
    <li className="grid grid-cols-1 gap-2 rounded-bubble border border-line bg-raised p-4">
      <div className="leading-snug">
        <h3 className="font-semibold wrap-anywhere">
          {what} with <bdi>{others.length === 0 ? 'a deleted account' : others.join(', ')}</bdi>
        </h3>
        <p className="text-meta text-soft wrap-anywhere">
          {reportReasonWords[report.reason].text} · Reported {timeWords.ago(report.createdAt, now)}{' '}
          ·{' '}
          <Link
            href={href}
            className="touch-taller inline-block underline underline-offset-2 hover:text-ink"
          >
            <bdi>{subject ?? kindWords[kind]}</bdi>
          </Link>
        </p>
      </div>
      {note !== null && (
        <p dir="auto" className="message-text text-start text-soft">
          {note}
        </p>
      )}
      <div className="grid gap-1 border-t border-line pt-2">
        <p className="flex items-center gap-2 font-medium">
          <span aria-hidden="true" className={`size-2 shrink-0 rounded-full ${tones[status]}`} />
          {ownReportWords[status]}
          {resolvedAt !== null && (
            <span className="text-meta font-normal text-soft">
              {timeWords.ago(resolvedAt, now)}
            </span>
          )}
        </p>
        {resolution !== null && (
          <p dir="auto" className="message-text text-start">
            {resolution}
          </p>
        )}
      </div>
    </li>
  );
}
