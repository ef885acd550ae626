import type { SessionSortColumn } from '../../core/admin-sessions.ts';

interface Column {
  readonly text: string;
  /** By what its heading sorts. */
  readonly sort?: SessionSortColumn;
  readonly end?: boolean;
  /** The heading is for people who listen. */
  readonly unseen?: boolean;
}

export const sessionColumns: readonly Column[] = [
  { text: 'People' },
  { text: 'About' },
  { text: 'Status' },
  { text: 'Reports' },
  { text: 'Waiting', sort: 'awaiting_since' },
  { text: 'Messages', sort: 'message_count', end: true },
  { text: 'Last message', sort: 'last_message_at' },
  { text: 'Created', sort: 'created_at' },
  { text: 'Review', unseen: true },
];

/** The columns, from the width on from which a row is a line. */
export const COLUMN_WIDTHS =
  'pane:grid-cols-[minmax(12rem,1.5fr)_minmax(11rem,1.5fr)_7.5rem_4.5rem_9rem_6rem_7rem_6rem_5.5rem]';
