import type { AuditLine } from './audit.ts';
import { reportStatusWords } from './report-words.ts';
import { kindWords, roleWords, statusWords } from './session-words.ts';
import { keyWords, settingTitle } from './setting-words.ts';

/** What is written to the log, by the database's words for it, in the order in which people look for it. */
const actions: Readonly<Record<string, string>> = {
  review_session: 'Began a review',
  end_review: 'Ended a review',
  join_session: 'Joined a session',
  history_shown: 'Was shown earlier messages',
  admin_say: 'Wrote as an admin',
  hide_message: 'Removed a message',
  end_session: 'Ended a session',
  suspend_user: 'Suspended a person',
  restore_user: 'Restored a person',
  set_role: 'Changed a role',
  mentor_approved: 'Approved a mentor',
  mentor_rejected: 'Rejected a mentor',
  assign_report: 'Took a report',
  release_report: 'Gave a report back',
  resolve_report: 'Decided a report',
  announce: 'Announced something',
  withdraw_announcement: 'Withdrew an announcement',
  set_setting: 'Changed a setting',
  export_sessions: 'Exported sessions',
  export_audit: 'Exported the audit log',
  escalate_request: 'Escalated a request',
  account_deleted: 'Deleted their account',
  purge_audit_log: 'Removed old lines of this log',
};

export const auditActions: readonly string[] = Object.keys(actions);

/** One of a later database is called by its own word. */
export const auditActionWords = (action: string): string => actions[action] ?? keyWords(action);

const words: Readonly<Record<string, string>> = {
  ...statusWords,
  ...roleWords,
  ...reportStatusWords,
  ...kindWords,
  ...actions,
  admin: 'Admin',
};

/** Ids lead nowhere for people; they are in the line as it was written. */
const isUnread = (key: string, value: unknown): boolean =>
  value === null || value === '' || key.endsWith('_id') || (isObject(value) && isEmpty(value));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isEmpty = (value: object): boolean => Object.keys(value).length === 0;

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

function valueWords(value: unknown, when: (at: number) => string): string {
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') {
    const at = TIME.test(value) ? Date.parse(value) : NaN;
    return Number.isNaN(at) ? (words[value] ?? value) : when(at);
  }
  if (Array.isArray(value)) return value.map((one) => valueWords(one, when)).join(', ');
  if (isObject(value)) {
    const parts = Object.entries(value).filter(([key, one]) => !isUnread(key, one));
    return parts.map(([key, one]) => `${keyWords(key)}: ${valueWords(one, when)}`).join('; ');
  }
  return '';
}

export interface AuditFact {
  readonly label: string;
  readonly text: string;
}

/** “900 → 600”, where a line says from what to what; null where it does not. */
function changeWords(
  { from, to }: AuditLine['details'],
  when: (at: number) => string,
): string | null {
  if (from === undefined || to === undefined || from === null || to === null) return null;
  return `${valueWords(from, when)} → ${valueWords(to, when)}`;
}

/** What a line says besides who did what to whom, for people. `when` puts a moment into words. */
export function auditFacts(
  { details }: Pick<AuditLine, 'details'>,
  when: (at: number) => string,
): readonly AuditFact[] {
  const change = changeWords(details, when);
  const { key: setting } = details;
  const named = typeof setting === 'string' ? settingTitle(setting) : null;
  const told = new Set([...(change === null ? [] : ['from', 'to']), ...(named ? ['key'] : [])]);
  const others = Object.entries(details)
    .filter(([key, value]) => !told.has(key) && !isUnread(key, value))
    .map(([key, value]) => ({ label: keyWords(key), text: valueWords(value, when) }));
  if (change !== null) return [{ label: named ?? 'Change', text: change }, ...others];
  return named === null ? others : [{ label: 'Setting', text: named }, ...others];
}

/** Lines as a file in which each is an object of its own (JSON Lines). */
export const jsonLines = (lines: readonly unknown[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');
