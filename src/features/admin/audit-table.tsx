import { clsx } from 'clsx';
import type { AuditFilter, AuditLine } from '../../core/audit.ts';
import { useNow } from '../../ui/use-now.ts';
import { AuditRow } from './audit-row.tsx';

const MINUTE_MS = 60_000;
const HEADINGS = ['When', 'Who', 'What', 'To whom', 'Session'];

const WIDTHS = 'wide:grid-cols-[9.5rem_minmax(9rem,1fr)_minmax(16rem,3fr)_minmax(9rem,1fr)_6rem]';

/** Lines of the audit log; below the width of a table, cards. */
export function AuditTable(props: {
  lines: readonly AuditLine[];
  busy: boolean;
  onChange: (part: Partial<AuditFilter>) => void;
  sessionHref: (sessionId: string) => string;
}) {
  const now = useNow(MINUTE_MS);
  return (
    <div role="table" aria-label="Audit log" aria-busy={props.busy}>
      <div
        role="rowgroup"
        className="border-y border-line bg-sunken max-wide:sr-only wide:sticky wide:top-0 wide:z-10"
      >
        <div role="row" className={clsx('grid h-10 items-center gap-x-4 px-5', WIDTHS)}>
          {HEADINGS.map((text) => (
            <div key={text} role="columnheader" className="text-meta font-medium text-soft">
              {text}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup">
        {props.lines.map((line) => (
          <div
            key={line.id}
            role="row"
            className={clsx(
              'grid grid-cols-1 items-start gap-x-4 gap-y-0.5 border-b border-line px-4 py-3 pane:px-5',
              WIDTHS,
            )}
          >
            <AuditRow
              line={line}
              now={now}
              onChange={props.onChange}
              sessionHref={props.sessionHref}
            />
          </div>
        ))}
      </div>
    </div>
  );
}
