import { SlidersHorizontal } from 'lucide-react';
import { useState } from 'react';
import { orderWords, sessionCountWords } from '../../core/admin-session-words.ts';
import {
  MAX_SESSION_SEARCH,
  sessionSortColumns,
  type SessionCounts,
} from '../../core/admin-sessions.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { countFilters, SessionsFilters } from './sessions-filters.tsx';
import { SessionsStatuses } from './sessions-statuses.tsx';
import type { SessionAddress } from './use-session-address.ts';
import { useTyped } from './use-typed.ts';

const orders = sessionSortColumns.flatMap((column) =>
  (['desc', 'asc'] as const).map((direction) => ({ column, direction })),
);

interface SessionsToolsProps {
  address: SessionAddress;
  counts: Pick<SessionCounts, 'byStatus' | 'byKind'> | null;
  /** How many sessions are found; null until that is known. */
  total: number | null;
  productName: string | null;
  /** There is little room: the filters open over the page, and the order is a choice of its own. */
  phone: boolean;
}

/** What is asked for: words, statuses, and all else behind `Filters`. */
export function SessionsTools(props: SessionsToolsProps) {
  const { address, counts, total, productName, phone } = props;
  const { filter, sort, change } = address;
  const search = useTyped(filter.search, (text) => change({ filter: { search: text } }, true));
  const count = countFilters(filter);
  // Whoever is sent such an address sees what it asks for.
  const [opened, setOpened] = useState(count > 0 && !phone);
  const filters = (
    <SessionsFilters
      filter={filter}
      byKind={counts?.byKind ?? null}
      productName={productName}
      onChange={(part) => change({ filter: part })}
    />
  );
  return (
    <search aria-label="Sessions" className="grid shrink-0 grid-cols-1 gap-2 px-4 pt-3 pane:px-5">
      <div className="flex gap-2">
        <div className="min-w-0 grow pane:max-w-120">
          <SearchField
            label="Search sessions"
            placeholder="Name, subject or id"
            value={search.text}
            maxLength={MAX_SESSION_SEARCH}
            onChange={search.type}
          />
        </div>
        <Button
          size="large"
          aria-expanded={phone ? undefined : opened}
          aria-haspopup={phone ? 'dialog' : undefined}
          onClick={() => setOpened(!opened)}
        >
          <SlidersHorizontal size={16} aria-hidden="true" />
          Filters
          {count > 0 && (
            <span className="rounded-full bg-accent px-1.5 text-xs leading-5 text-on-accent">
              {count}
              <span className="sr-only"> in use</span>
            </span>
          )}
        </Button>
      </div>
      {opened && !phone && <div className="py-2">{filters}</div>}
      <SessionsStatuses
        chosen={filter.statuses}
        counts={counts?.byStatus ?? null}
        onChange={(statuses) => change({ filter: { statuses } })}
      />
      {phone && (
        <label className="flex items-center gap-2 text-meta">
          <span className="sr-only">Order</span>
          <select
            value={`${sort.column}.${sort.direction}`}
            onChange={({ target }) => {
              const order = orders.find(
                ({ column, direction }) => `${column}.${direction}` === target.value,
              );
              if (order !== undefined) change({ sort: order });
            }}
            className="h-11 min-w-0 rounded-control border border-edge bg-raised px-2 text-base"
          >
            {orders.map(({ column, direction }) => (
              <option key={`${column}.${direction}`} value={`${column}.${direction}`}>
                {orderWords[column][direction]}
              </option>
            ))}
          </select>
        </label>
      )}
      {opened && phone && (
        <Dialog title="Filters" onClose={() => setOpened(false)}>
          <div className="grid grid-cols-1 gap-5 overflow-y-auto p-5 scroll-quiet">
            {filters}
            <Button look="primary" size="large" onClick={() => setOpened(false)}>
              {total === null ? 'Show sessions' : `Show ${sessionCountWords(total)}`}
            </Button>
          </div>
        </Dialog>
      )}
    </search>
  );
}
