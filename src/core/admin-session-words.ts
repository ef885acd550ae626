import { leftWords } from './lifecycle-words.ts';
import type { AdminSession, SessionSort, SessionSortColumn } from './admin-sessions.ts';
import type { SessionKind } from './model.ts';
import { nameOf } from './report-words.ts';

/** Kinds in as few words as a column has room for. */
export const shortKindWords: Readonly<Record<SessionKind, string>> = {
  mentoring: 'Mentoring',
  buyer_supplier: 'Product',
  buyer_admin: 'Team',
  support: 'Support',
};

export const sortWords: Readonly<Record<SessionSortColumn, string>> = {
  created_at: 'Created',
  last_message_at: 'Last message',
  awaiting_since: 'Waiting',
  message_count: 'Messages',
};

/** As a choice out of a list says it. */
export const orderWords: Readonly<
  Record<SessionSortColumn, Record<SessionSort['direction'], string>>
> = {
  created_at: { desc: 'Newest first', asc: 'Oldest first' },
  last_message_at: { desc: 'Last message first', asc: 'Longest silent first' },
  // By the moment since when: the earlier, the longer it has been.
  awaiting_since: { asc: 'Longest waiting first', desc: 'Shortest waiting first' },
  message_count: { desc: 'Most messages first', asc: 'Fewest messages first' },
};

/** How to sort by a column that was not sorted by: what people look for comes first. */
export const firstDirection = (column: SessionSortColumn): SessionSort['direction'] =>
  column === 'awaiting_since' ? 'asc' : 'desc';

/** Whom a session is between: “Nora Lind and Theo Brandt”. */
export const betweenWords = ({ founders }: Pick<AdminSession, 'founders'>): string =>
  founders.map(nameOf).join(' and ');

/** Who is to answer, and for how long already at `now` (epoch ms); null if nobody is. */
export function waitingFor(
  { awaitingUserId, awaitingSince, founders }: AdminSession,
  now: number,
): { readonly name: string; readonly time: string } | null {
  if (awaitingUserId === null || awaitingSince === null) return null;
  const person = founders.find(({ id }) => id === awaitingUserId) ?? null;
  return { name: nameOf(person), time: leftWords(now - awaitingSince) };
}

/** “1,204 sessions”. */
export const sessionCountWords = (count: number): string =>
  count === 1 ? '1 session' : `${count.toLocaleString('en')} sessions`;
