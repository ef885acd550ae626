import { useState } from 'react';
import { sessionCountWords } from '../../core/admin-session-words.ts';
import { MAX_SESSION_SEARCH, type SessionCounts } from '../../core/admin-sessions.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { FiltersButton, FiltersDialog } from './filters-parts.tsx';
import { countFilters, SessionsFilters } from './sessions-filters.tsx';
import { SessionsStatuses } from './sessions-statuses.tsx';
import type { SessionAddress } from './use-session-address.ts';
import { useTyped } from './use-typed.ts';

interface SessionsToolsProps {
  address: SessionAddress;
  counts: Pick<SessionCounts, 'byStatus' | 'byKind'> | null;
  /** How many sessions are found; null until that is known. */
  total: number | null;
  productName: string | null;
  /** There is little room: the filters open over the page. */
  phone: boolean;
}

/** What is asked for: words, statuses, and all else behind `Filters`. */
export function SessionsTools(props: SessionsToolsProps) {
  const { address, counts, total, productName, phone } = props;
  const { filter, change } = address;
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
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-0 grow basis-40 pane:grow-0 pane:basis-80">
          <SearchField
            label="Search sessions"
            placeholder="Name, subject or id"
            value={search.text}
            maxLength={MAX_SESSION_SEARCH}
            onChange={search.type}
          />
        </div>
        <FiltersButton
          count={count}
          phone={phone}
          opened={opened}
          onToggle={() => setOpened(!opened)}
        />
        <SessionsStatuses
          chosen={filter.statuses}
          counts={counts?.byStatus ?? null}
          onChange={(statuses) => change({ filter: { statuses } })}
        />
      </div>
      {opened && !phone && <div className="py-2">{filters}</div>}
      {opened && phone && (
        <FiltersDialog
          action={total === null ? 'Show sessions' : `Show ${sessionCountWords(total)}`}
          onClose={() => setOpened(false)}
        >
          {filters}
        </FiltersDialog>
      )}
    </search>
  );
}
