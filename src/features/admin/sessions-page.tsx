import { MessagesSquare } from 'lucide-react';
import { useState } from 'react';
import { newestFirst, noFilter, sessionAddress } from '../../core/admin-session-address.ts';
import { sessionsCsv } from '../../core/admin-session-csv.ts';
import { sessionCountWords } from '../../core/admin-session-words.ts';
import { BYTE_ORDER_MARK } from '../../lib/csv.ts';
import { inputDay } from '../../lib/moment-words.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { saveBytes } from '../../ui/save-bytes.ts';
import { useMedia } from '../../ui/use-media.ts';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';
import { ExportButton } from './export-button.tsx';
import { LinesSkeleton } from './lines-skeleton.tsx';
import { PHONE } from './phone.ts';
import { useSessionCounts, useSessionNews } from './sessions-news.ts';
import { SessionsOrder } from './sessions-order.tsx';
import { SessionsTable } from './sessions-table.tsx';
import { SessionsTools } from './sessions-tools.tsx';
import { useExport } from './use-export.ts';
import { useSessionAddress } from './use-session-address.ts';

const MINUTE_MS = 60_000;

/** For admins: all sessions by what they are, found, counted and taken out of here; never what was said. */
export default function SessionsPage(props: { reviewHref: (sessionId: string) => string }) {
  const address = useSessionAddress();
  const { filter, sort, change } = address;
  const ask = useAdmin();
  const now = useNow(MINUTE_MS);
  const phone = useMedia(PHONE);
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  // Asked anew when somebody wants to see what has changed.
  const [turn, setTurn] = useState(0);
  const key = `${address.key} ${turn}`;
  const pages = usePages(
    (cursor) => ask((admin) => admin.adminSessions(filter, sort, cursor)),
    key,
  );
  const { items, busy, error } = pages;
  const news = useSessionNews(filter, sort, key, busy ? null : items);
  const counts = useSessionCounts(filter, key, news.looks);
  const exporting = useExport(async () => {
    const { items: rows, truncated } = await ask((admin) => admin.exportSessions(filter));
    const bytes = new Blob([BYTE_ORDER_MARK, sessionsCsv(rows)], { type: 'text/csv' });
    saveBytes(bytes, `sessions-${inputDay(Date.now())}.csv`);
    const count = sessionCountWords(rows.length);
    return truncated
      ? `Only the newest ${count} are in the file. Choose dates to get the others.`
      : `${count} exported.`;
  });

  const chosen = Object.entries(counts?.byStatus ?? {}).filter(
    ([status]) => filter.statuses.length === 0 || filter.statuses.some((one) => one === status),
  );
  const total = counts === null ? null : chosen.reduce((sum, [, count]) => sum + count, 0);
  const narrowed = sessionAddress(filter, newestFirst).size > 0;
  const product = items?.find((one) => one.product?.id === filter.productId)?.product ?? null;
  // Old rows under a new question would be a wrong answer.
  const failed = error !== null && !pages.hasMore;
  const showNews = (): void => {
    setTurn(turn + 1);
    scroller?.scrollTo({ top: 0 });
  };

  return (
    <PageFrame
      title="Sessions"
      backHref={null}
      actions={<ExportButton exporting={exporting}>Export CSV</ExportButton>}
    >
      <SessionsTools
        address={address}
        counts={counts}
        total={total}
        productName={product?.name ?? null}
        phone={phone}
      />
      <div className="flex min-h-11 shrink-0 flex-wrap items-center gap-x-4 px-4 text-meta text-soft pane:px-5">
        <p role="status">{total === null ? '' : sessionCountWords(total)}</p>
        <p role="status">{exporting.outcome}</p>
        <Failure>{exporting.failure}</Failure>
        {phone && <SessionsOrder sort={sort} onSort={(next) => change({ sort: next })} />}
        <div role="status" className="max-pane:w-full pane:ml-auto">
          {news.changed > 0 && (
            <Button look="link" size="inline" onClick={showNews}>
              {news.changed} changed – show
            </Button>
          )}
        </div>
      </div>
      <div
        ref={setScroller}
        className="relative flex min-h-0 grow scroll-pt-12 flex-col overflow-auto scroll-quiet"
      >
        {items === null && error === null && <LinesSkeleton label="Loading sessions" />}
        {failed && (
          <LoadFailure title="The sessions did not load" message={error} onRetry={pages.retry} />
        )}
        {items?.length === 0 && !busy && !failed && (
          <Notice
            icon={<MessagesSquare size={22} />}
            title={narrowed ? 'No session is like that' : 'No sessions yet'}
            action={
              narrowed && <Button onClick={() => change({ filter: noFilter })}>Show all</Button>
            }
          >
            {narrowed
              ? 'Ask for less, or for other dates.'
              : 'They appear here as people begin them.'}
          </Notice>
        )}
        {items !== null && items.length > 0 && !failed && (
          <SessionsTable
            scroller={scroller}
            sessions={items}
            total={total}
            busy={busy}
            cards={phone}
            now={now}
            sort={sort}
            onSort={(next) => change({ sort: next })}
            reviewHref={props.reviewHref}
            onPerson={(personId) => change({ filter: { personId } })}
            onProduct={(productId) => change({ filter: { productId } })}
          />
        )}
        {!failed && <ListEnd pages={pages} />}
      </div>
    </PageFrame>
  );
}
