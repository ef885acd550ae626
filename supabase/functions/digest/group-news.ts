import { bare } from './plain.ts';

/** A notification as `claim_mails` gives it. */
export interface News {
  type: string;
  title: string;
  /** Null also when the message was deleted. */
  message: string | null;
  data: Record<string, unknown>;
  session_id: string | null;
  /** How many messages it stands for. */
  count: number;
  priority: number;
  /** ISO 8601. */
  raised_at: string;
}

/** What belongs to one session, or one thing that belongs to none. */
export interface Group {
  heading: string | null;
  href: string;
  linkWords: string;
  news: News[];
}

const textIn = (data: Record<string, unknown>, key: string): string | null => {
  const value = data[key];
  return typeof value === 'string' && value.trim() !== '' ? bare(value) : null;
};

/** Where an announcement leads: a path of the app, or another site; nothing else is followed. */
function linkOf(data: Record<string, unknown>, appUrl: string): string | null {
  const link = textIn(data, 'link');
  if (link === null || !URL.canParse(link, appUrl)) return null;
  const { protocol, origin, href } = new URL(link, appUrl);
  return protocol === 'https:' || origin === new URL(appUrl).origin ? href : null;
}

/** Sessions in the order in which each comes first. */
export function groupNews(news: readonly News[], appUrl: string): Group[] {
  const bySession = new Map<string, Group>();
  const groups: Group[] = [];
  for (const one of news) {
    const known = one.session_id === null ? undefined : bySession.get(one.session_id);
    if (known !== undefined) {
      known.heading ??= textIn(one.data, 'subject') ?? textIn(one.data, 'product');
      known.news.push(one);
      continue;
    }
    const link = linkOf(one.data, appUrl);
    const group: Group =
      one.session_id === null
        ? {
            heading: null,
            href: link ?? `${appUrl}/notifications`,
            linkWords: link === null ? 'Open the notifications' : 'Read more',
            news: [one],
          }
        : {
            heading: textIn(one.data, 'subject') ?? textIn(one.data, 'product'),
            href: `${appUrl}/sessions/${encodeURIComponent(one.session_id)}`,
            linkWords: 'Open the session',
            news: [one],
          };
    if (one.session_id !== null) bySession.set(one.session_id, group);
    groups.push(group);
  }
  return groups;
}
