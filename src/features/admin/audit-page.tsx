import { ScrollText } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import { auditAddress, readAuditAddress, wholeLog } from '../../core/audit-address.ts';
import { jsonLines } from '../../core/audit-words.ts';
import type { AuditFilter } from '../../core/audit.ts';
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
import { usePages } from '../../ui/use-pages.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { ExportButton } from './export-button.tsx';
import { FiltersButton, FiltersDialog } from './filters-parts.tsx';
import { LinesSkeleton } from './lines-skeleton.tsx';
import { PHONE } from './phone.ts';
import { useExport } from './use-export.ts';

const linesWords = (count: number): string =>
  count === 1 ? '1 line' : `${count.toLocaleString('en')} lines`;

/** For admins: who did what to whom, when and why, newest first. */
export default function AuditPage(props: { sessionHref: (sessionId: string) => string }) {
  const [query, setQuery] = useSearchParams();
  const key = query.toString();
  const filter = useMemo(() => readAuditAddress(new URLSearchParams(key)), [key]);
  const ask = useAdmin();
  const phone = useMedia(PHONE);
  const [opened, setOpened] = useState(false);
  const pages = usePages((cursor) => ask((admin) => admin.auditLog(filter, cursor)), key);
  const { items, busy, error } = pages;
  const exporting = useExport(async () => {
    const { items: lines, truncated } = await ask((admin) => admin.exportAudit(filter));
    const bytes = new Blob([jsonLines(lines)], { type: 'application/jsonl' });
    saveBytes(bytes, `audit-log-${inputDay(Date.now())}.jsonl`);
    const count = linesWords(lines.length);
    return truncated
      ? `Only the newest ${count} are in the file. Choose dates to get the others.`
      : `${count} exported.`;
  });
  const change = (part: Partial<AuditFilter>): void =>
    setQuery(auditAddress({ ...filter, ...part }));
  const count = Object.values(filter).filter((part) => part !== null).length;
  // Old lines under a new question would be a wrong answer.
  const failed = error !== null && !pages.hasMore;
  const filters = <AuditFilters filter={filter} onChange={change} />;

  return (
    <PageFrame
      title="Audit log"
      backHref={null}
      actions={<ExportButton exporting={exporting}>Export JSON lines</ExportButton>}
    >
      <div className="flex shrink-0 gap-x-4 gap-y-2 px-4 py-3 pane:flex-col pane:px-5">
        <search aria-label="Audit log">
          {phone ? (
            <FiltersButton
              count={count}
              phone
              opened={opened}
              onToggle={() => setOpened(!opened)}
            />
          ) : (
            filters
          )}
        </search>
        <div className="flex min-h-5 min-w-0 items-center gap-x-4 text-meta text-soft">
          <p role="status">{exporting.outcome}</p>
          <Failure>{exporting.failure}</Failure>
        </div>
      </div>
      {phone && opened && (
        <FiltersDialog action="Show the log" onClose={() => setOpened(false)}>
          {filters}
        </FiltersDialog>
      )}
      {items === null && error === null && <LinesSkeleton label="Loading the audit log" />}
      {failed && (
        <LoadFailure title="The audit log did not load" message={error} onRetry={pages.retry} />
      )}
      {items?.length === 0 && !busy && !failed && (
        <Notice
          icon={<ScrollText size={22} />}
          title={count > 0 ? 'No line is like that' : 'Nothing has been written yet'}
          action={count > 0 && <Button onClick={() => change(wholeLog)}>Show the whole log</Button>}
        >
          {count > 0 ? 'Ask for less, or for other dates.' : 'What admins do appears here.'}
        </Notice>
      )}
      {items !== null && items.length > 0 && !failed && (
        <AuditTable lines={items} busy={busy} onChange={change} sessionHref={props.sessionHref} />
      )}
      {!failed && <ListEnd pages={pages} />}
    </PageFrame>
  );
}
