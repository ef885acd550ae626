import { ChartColumn } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { AnalyticsFilter } from '../../core/analytics.ts';
import { lastDays, nothingHappened, rangeProblem } from '../../core/analytics-numbers.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { NotLoaded } from '../../ui/not-loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { AnalyticsTools } from './analytics-tools.tsx';

/** With the library that draws, which is larger than all the rest: fetched while the numbers are. */
const loadCharts = () => import('./analytics-charts.tsx');
const AnalyticsCharts = lazy(() => loadCharts().catch(() => ({ default: NotLoaded })));

const DAYS_AT_FIRST = 30;
const CARDS = [0, 1, 2, 3];

/** For admins: how the whole is doing, in plots and tables. */
export default function AnalyticsPage() {
  const ask = useAdmin();
  // Of this visit: a range that moved on at midnight would be another one than was chosen.
  const ahead = useChat((state) => state.serverAheadMs);
  const [now] = useState(() => Date.now() + ahead);
  const [filter, setFilter] = useState<AnalyticsFilter>(() => ({
    ...lastDays(DAYS_AT_FIRST, now),
    role: null,
    kind: null,
  }));
  useEffect(() => {
    loadCharts().catch(() => undefined);
  }, []);
  const problem = rangeProblem(filter.from, filter.to);
  // What was asked last while the days make no range.
  const [asked, setAsked] = useState(filter);
  const change = (part: Partial<AnalyticsFilter>): void => {
    const next = { ...filter, ...part };
    setFilter(next);
    if (rangeProblem(next.from, next.to) === null) setAsked(next);
  };
  const { items, busy, error, retry } = usePages(
    async () => ({ items: [await ask((admin) => admin.analytics(asked))], nextCursor: null }),
    JSON.stringify(asked),
  );
  const found = items?.[0] ?? null;

  return (
    <PageFrame title="Analytics" backHref={null}>
      <div className="mx-auto grid w-full max-w-300 grid-cols-1 gap-4 p-4 pane:p-5">
        <AnalyticsTools filter={filter} problem={problem} now={now} onChange={change} />
        <p role="status" className="min-h-5 text-meta text-soft">
          {found !== null &&
            !busy &&
            error === null &&
            `Counted ${momentWords.exact(found.asOf)}. Days are those of UTC.`}
        </p>
        {error !== null && (
          <LoadFailure title="The numbers did not load" message={error} onRetry={retry} />
        )}
        {error === null && found === null && <Loading />}
        {error === null && found !== null && (
          <div aria-busy={busy}>
            {nothingHappened(found.days) ? (
              <Notice icon={<ChartColumn size={22} />} title="Nothing happened then">
                There is nothing to count in these days. Choose others, or ask for less.
              </Notice>
            ) : (
              <Suspense fallback={<Loading />}>
                <AnalyticsCharts found={found} />
              </Suspense>
            )}
          </div>
        )}
      </div>
    </PageFrame>
  );
}

const Loading = () => (
  <div role="status" className="grid grid-cols-1 gap-4 wide:grid-cols-2">
    <span className="sr-only">Loading the numbers</span>
    {CARDS.map((card) => (
      <div key={card} className="grid gap-3 rounded-bubble border border-line p-4">
        <Skeleton className="h-4 w-1/3" />
        <Skeleton className="h-56 w-full" />
      </div>
    ))}
  </div>
);
