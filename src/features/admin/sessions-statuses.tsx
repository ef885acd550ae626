import { sessionStatuses } from '../../core/admin-session-address.ts';
import type { SessionCounts } from '../../core/admin-sessions.ts';
import type { SessionStatus } from '../../core/model.ts';
import { statusWords } from '../../core/session-words.ts';
import { Chip } from '../../ui/chip.tsx';

/** Statuses to ask for, and how many sessions have each. */
export function SessionsStatuses(props: {
  chosen: readonly SessionStatus[];
  counts: SessionCounts['byStatus'] | null;
  onChange: (chosen: readonly SessionStatus[]) => void;
}) {
  const { chosen, counts, onChange } = props;
  const toggle = (status: SessionStatus): void =>
    onChange(
      chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status],
    );
  return (
    <div
      role="group"
      aria-label="Status"
      className="flex gap-1.5 max-pane:-mx-4 max-pane:w-dvw max-pane:overflow-x-auto max-pane:px-4 max-pane:py-1.5 [scrollbar-width:none] pane:flex-wrap"
    >
      {sessionStatuses.map((status) => (
        <Chip key={status} on={chosen.includes(status)} onClick={() => toggle(status)}>
          {statusWords[status]}
          {counts !== null && (
            <span className="text-soft tabular-nums">
              {(counts[status] ?? 0).toLocaleString('en')}
            </span>
          )}
        </Chip>
      ))}
    </div>
  );
}
