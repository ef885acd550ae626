import { Flag } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { QueuedReport, ReportFilter, ReportQueue } from '../../core/reports.ts';
import { me } from '../../core/selectors.ts';
import { useChat } from '../../store/hooks.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';
import { ReportCard } from './reports-card.tsx';
import { mergeQueue } from './reports-merge.ts';
import { useLookAgain } from './reports-look.ts';

const MINUTE_MS = 60_000;

const nothing: Readonly<Record<ReportFilter, string>> = {
  open: 'No report is waiting',
  mine: 'You look into none',
  assigned: 'No admin looks into one',
  resolved: 'None was resolved yet',
  dismissed: 'None was dismissed yet',
};

/** “Open 3”; without a number for none, or while it is not known. */
const counted = (text: string, count: number | undefined): string =>
  count === undefined || count === 0 ? text : `${text} ${count}`;

interface ReportsPageProps {
  personHref: (userId: string) => string;
  reviewHref: (sessionId: string) => string;
}

/** For admins: what was reported, newest first, who looks into it, and what comes of it. */
export default function ReportsPage({ personHref, reviewHref }: ReportsPageProps) {
  const ask = useAdmin();
  const myId = useChat((state) => me(state)?.id ?? '');
  const now = useNow(MINUTE_MS) + useChat((state) => state.serverAheadMs);
  const [filter, setFilter] = useState<ReportFilter>('open');
  const [counts, setCounts] = useState<ReportQueue['counts']>();
  const [outcome, setOutcome] = useState('');
  /** Shown although they belong elsewhere by now: another admin was faster, which should be read. */
  const [kept, setKept] = useState<readonly string[]>([]);

  const filters = useRef<HTMLDivElement>(null);

  const load = useCallback(
    async (cursor: string | null): Promise<ReportQueue> => {
      const page = await ask((admin) => admin.reports(filter, myId, cursor));
      setCounts(page.counts);
      return page;
    },
    [ask, filter, myId],
  );
  const pages = usePages(load, filter);
  const { items, busy, error, change } = pages;

  const shown = useRef(filter);
  useEffect(() => {
    shown.current = filter;
  }, [filter]);
  const lookAgain = useCallback(() => {
    load(null).then(
      (page) => {
        // An answer about a list that is no longer on screen belongs nowhere.
        if (shown.current === filter) change((all) => mergeQueue(all, page, kept));
      },
      () => undefined, // the next look is soon
    );
  }, [load, change, kept, filter]);
  useLookAgain(lookAgain);

  const put = (fresh: QueuedReport): void =>
    change((all) => all.map((one) => (one.id === fresh.id ? fresh : one)));
  /** What was pressed goes with the report that it moved to another list. */
  const toFilter = (): void =>
    filters.current?.querySelector<HTMLElement>('input:checked')?.focus();
  const acted = (fresh: QueuedReport, words: string): void => {
    put(fresh);
    setOutcome(words);
    lookAgain();
    toFilter();
  };
  const overtaken = (fresh: QueuedReport): void => {
    setKept((before) => [...before, fresh.id]);
    put(fresh);
  };

  return (
    <PageFrame title="Reports" backHref={null}>
      <div ref={filters} className="mx-auto grid w-full max-w-180 gap-2 p-4 pb-2">
        <Segments
          label="Which reports"
          value={filter}
          options={[
            { value: 'open', text: counted('Open', counts?.open) },
            { value: 'mine', text: counted('Mine', counts?.mine) },
            { value: 'assigned', text: counted('Taken', counts?.assigned) },
            { value: 'resolved', text: 'Resolved' },
            { value: 'dismissed', text: 'Dismissed' },
          ]}
          onChange={(next) => {
            setFilter(next);
            setKept([]);
            setOutcome('');
          }}
        />
        <p role="status" className="min-h-5 text-meta text-soft">
          {outcome}
        </p>
      </div>
      {items === null && error === null && (
        <div className="m-auto">
          <Spinner label="Loading reports" />
        </div>
      )}
      {items === null && error !== null && (
        <LoadFailure title="The reports did not load" message={error} onRetry={pages.retry} />
      )}
      {items?.length === 0 && !busy && error === null && (
        <Notice icon={<Flag size={22} />} title={nothing[filter]}>
          {filter === 'open' ? 'What people report appears here.' : undefined}
        </Notice>
      )}
      {items !== null && items.length > 0 && (
        <ul
          aria-label="Reports"
          aria-busy={busy}
          className="mx-auto grid w-full max-w-180 grid-cols-1 gap-3 p-4 pt-0"
        >
          {items.map((report) => (
            <ReportCard
              key={report.id}
              report={report}
              myId={myId}
              now={now}
              personHref={personHref}
              reviewHref={reviewHref}
              onActed={acted}
              onOvertaken={overtaken}
              onReturnFocus={toFilter}
            />
          ))}
        </ul>
      )}
      <ListEnd pages={pages} />
    </PageFrame>
  );
}
