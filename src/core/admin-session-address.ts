import { isId } from '../lib/is-id.ts';
import {
  MAX_AWAITING_HOURS,
  MAX_SESSION_SEARCH,
  sessionSortColumns,
  type AdminSessionFilter,
  type SessionSort,
} from './admin-sessions.ts';
import { isDay } from './local-days.ts';
import type { SessionKind, SessionStatus } from './model.ts';

/** In the order in which they are offered. */
export const sessionKinds: readonly SessionKind[] = [
  'mentoring',
  'buyer_supplier',
  'buyer_admin',
  'support',
];
export const sessionStatuses: readonly SessionStatus[] = [
  'requested',
  'accepted',
  'in_progress',
  'completed',
  'declined',
  'expired',
];

export const noFilter: AdminSessionFilter = {
  kinds: [],
  statuses: [],
  personId: null,
  productId: null,
  from: null,
  to: null,
  hasReports: false,
  awaitingOverHours: null,
  search: '',
};

export const newestFirst: SessionSort = { column: 'created_at', direction: 'desc' };

const chosen = <T extends string>(text: string | null, all: readonly T[]): readonly T[] => {
  const words = text?.split(',') ?? [];
  return all.filter((one) => words.includes(one));
};

const idOrNull = (text: string | null): string | null =>
  text !== null && isId(text) ? text.toLowerCase() : null;

/** Hours as somebody typed them; null for nothing, or what the database would refuse. */
export function hoursIn(text: string | null): number | null {
  const hours = text === null || !/^\d+$/.test(text.trim()) ? NaN : Number(text);
  return hours <= MAX_AWAITING_HOURS ? hours : null;
}

function sortIn(text: string | null): SessionSort {
  const [name, direction] = text?.split('.') ?? [];
  const column = sessionSortColumns.find((one) => one === name);
  if (column === undefined || (direction !== 'asc' && direction !== 'desc')) return newestFirst;
  return { column, direction };
}

/** What an address asks for. What makes no sense in it, as by a slip of the hand, counts for nothing. */
export function readSessionAddress(query: URLSearchParams): {
  filter: AdminSessionFilter;
  sort: SessionSort;
} {
  const from = query.get('from');
  const to = query.get('to');
  return {
    filter: {
      kinds: chosen(query.get('kind'), sessionKinds),
      statuses: chosen(query.get('status'), sessionStatuses),
      personId: idOrNull(query.get('person')),
      productId: idOrNull(query.get('product')),
      from: from !== null && isDay(from) ? from : null,
      to: to !== null && isDay(to) ? to : null,
      hasReports: query.get('reports') === 'waiting',
      awaitingOverHours: hoursIn(query.get('waiting')),
      search: (query.get('q') ?? '').slice(0, MAX_SESSION_SEARCH),
    },
    sort: sortIn(query.get('sort')),
  };
}

/** The address that asks for it; empty for all of them, newest first. */
export function sessionAddress(filter: AdminSessionFilter, sort: SessionSort): URLSearchParams {
  const words: Readonly<Record<string, string>> = {
    q: filter.search.trim(),
    kind: filter.kinds.join(','),
    status: filter.statuses.join(','),
    person: filter.personId ?? '',
    product: filter.productId ?? '',
    from: filter.from ?? '',
    to: filter.to ?? '',
    reports: filter.hasReports ? 'waiting' : '',
    waiting: filter.awaitingOverHours === null ? '' : String(filter.awaitingOverHours),
    sort:
      sort.column === newestFirst.column && sort.direction === newestFirst.direction
        ? ''
        : `${sort.column}.${sort.direction}`,
  };
  return new URLSearchParams(Object.entries(words).filter(([, word]) => word !== ''));
}
