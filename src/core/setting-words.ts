import type { Setting } from './limits-and-times.ts';

interface Group {
  readonly title: string;
  /** What its settings are called, by their keys, in the order in which they stand. */
  readonly titles: Readonly<Record<string, string>>;
}

const groups: readonly Group[] = [
  {
    title: 'Messages',
    titles: {
      messages_per_minute: 'Messages per window',
      changes_per_minute: 'Edits, reactions and pins per window',
      rate_window_seconds: 'Window for messages',
      edit_window: 'Time to edit',
    },
  },
  {
    title: 'Sessions',
    titles: {
      sessions_per_hour: 'New sessions per window',
      session_window_seconds: 'Window for new sessions',
      request_ttl: 'Time to answer a request',
      escalate_after: 'Overdue requests',
      start_grace: 'Time to start',
      first_reminder: 'First reminder',
      last_reminder: 'Last reminder',
      rating_window: 'Time to change a rating',
    },
  },
  {
    title: 'Safety',
    titles: {
      review_minutes: 'Length of a review',
      reports_per_day: 'Reports per day',
      applications_per_day: 'Applications per day',
      downloads_per_day: 'Downloads of data per day',
    },
  },
  {
    title: 'Keeping and removing',
    titles: {
      message_retention_days: 'Keep messages',
      version_retention_days: 'Keep former versions',
      mark_retention_days: 'Keep delivery and read times',
      audit_retention_days: 'Keep the audit log',
      notification_retention: 'Keep notifications',
      mail_retention: 'Keep sent mails',
    },
  },
  {
    title: 'Devices and presence',
    titles: {
      connections_per_user: 'Devices per person',
      connection_live_seconds: 'Device counts as live',
      connection_ttl_hours: 'Forget a device',
      presence_stale_seconds: 'Person counts as online',
    },
  },
  {
    title: 'Announcements and mail',
    titles: {
      announcement_broadcasts: 'Told of an announcement at once',
      digest_gap: 'Between two digests',
      mail_attempts: 'Attempts per mail',
      mail_retry: 'Before a second attempt',
      mail_lease: 'Time to send a mail',
    },
  },
];

const titles: Readonly<Record<string, string>> = Object.assign(
  {},
  ...groups.map((group) => group.titles),
) as Record<string, string>;

const KEY = /[a-z]+(?:_[a-z]+)+/g;

/** `max_retries` as people read it: “Max retries”. */
export const keyWords = (key: string): string => {
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a setting is called; one of a later database by its key. */
export const settingTitle = (key: string): string => titles[key] ?? keyWords(key);

/** What a setting does, as a sentence; other settings in it are called as people know them. */
export function settingDescription({ description }: Pick<Setting, 'description'>): string {
  const text = description.replace(KEY, (key) => {
    const title = titles[key];
    return title === undefined ? key : `“${title}”`;
  });
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** Settings under headings, in the order of the lists above; those that no list knows come last. */
export function settingGroups(
  settings: readonly Setting[],
): readonly { readonly title: string; readonly settings: readonly Setting[] }[] {
  const known = groups.map((group) => ({
    title: group.title,
    settings: Object.keys(group.titles).flatMap((key) =>
      settings.filter((setting) => setting.key === key),
    ),
  }));
  const others = settings.filter(({ key }) => titles[key] === undefined);
  return [...known, { title: 'Other', settings: others }].filter(
    (group) => group.settings.length > 0,
  );
}

const units = [
  { word: 'day', seconds: 86_400 },
  { word: 'hour', seconds: 3_600 },
  { word: 'minute', seconds: 60 },
  { word: 'second', seconds: 1 },
] as const;

/** In seconds, as far as a unit is a length of time. */
const SECONDS: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
};

const counted = (count: number, word: string): string =>
  `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

/** A length of time in the largest units that say it exactly: “1 hour 30 minutes”, “7 days”. */
export function lengthWords(seconds: number): string {
  let rest = seconds;
  const parts = units.flatMap(({ word, seconds: unit }) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count === 0 ? [] : [counted(count, word)];
  });
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

/** Whether what it counts is a length of time. */
export const isLength = (unit: string): boolean => SECONDS[unit] !== undefined;

/** Keys of settings that say how long something is kept; 0, where it may be, is for ever. */
const KEPT = /_retention(_days)?$/;
export const isKept = (key: string): boolean => KEPT.test(key);

/** “10 messages”, “7 days”; a length of time in units that say it best. */
export function settingValueWords(
  value: number,
  { key, unit }: Pick<Setting, 'key' | 'unit'>,
): string {
  if (value === 0 && isKept(key)) return 'for ever';
  const seconds = SECONDS[unit];
  if (seconds !== undefined && value > 0) return lengthWords(value * seconds);
  return value === 1 && unit.endsWith('s')
    ? `1 ${unit.slice(0, -1)}`
    : `${value.toLocaleString('en')} ${unit}`;
}
