import { groupNews, type News } from './group-news.ts';
import { bare, escapeHtml } from './plain.ts';
import type { DigestSettings } from './settings.ts';

/** What `claim_mails` gives for one mail. */
export interface Digest {
  id: string;
  to: string;
  name: string;
  timezone: string;
  /** Proves that whoever has the mail may stop them. */
  token: string;
  /** Of all there is to tell; `notifications` has the first ten. */
  total: number;
  notifications: News[];
}

/** As mail services take it. */
export interface OutgoingMail {
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
}

type Addresses = Pick<DigestSettings, 'appUrl' | 'functionUrl' | 'from'>;

/** One thing is named, several are counted. */
function subjectOf({ notifications, total }: Digest): string {
  const [first] = notifications;
  if (first === undefined || total > 1) return `${total} unread notifications`;
  const title = bare(first.title);
  if (first.type !== 'message_received') return title;
  return first.count === 1
    ? `Unread message from ${title}`
    : `${first.count} unread messages from ${title}`;
}

/** When it was, by the reader's clock. */
function timeIn(timezone: string, at: string): string {
  const words = (timeZone: string): string =>
    new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
      new Date(at),
    );
  try {
    return words(timezone);
  } catch {
    return `${words('UTC')} UTC`; // a name that the database knows and this runtime does not
  }
}

const STYLE = {
  body: 'margin:0;padding:24px;background:#f4f5f5;color:#1c2222;font:15px/1.5 system-ui,sans-serif',
  card: 'max-width:560px;margin:0 auto;padding:24px;background:#fff;border-radius:12px',
  heading: 'margin:24px 0 8px;font-size:16px',
  soft: 'color:#5a6464;font-size:13px',
  link: 'color:#0b6b6b',
} as const;

const linkTo = (href: string, words: string): string =>
  `<a href="${escapeHtml(href)}" style="${STYLE.link}">${escapeHtml(words)}</a>`;

/** A name that is written from right to left must not turn what stands around it. */
const isolated = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`;

/** Writes a digest, as text and as HTML. Whatever people wrote is text in both. */
export function writeMail(digest: Digest, { appUrl, functionUrl, from }: Addresses): OutgoingMail {
  const token = encodeURIComponent(digest.token);
  const stop = `${appUrl}/unsubscribe?token=${token}`;
  const groups = groupNews(digest.notifications, appUrl);
  const more = digest.total - digest.notifications.length;
  const moreWords = `and ${more} more`;
  const allHref = `${appUrl}/notifications`;
  const greeting = `Hello ${bare(digest.name)},`;
  const opening = 'this is waiting for you, unread:';
  const reason = 'You get this because you have not read it yet.';

  const items = (group: (typeof groups)[number]) =>
    group.news.map((news) => ({
      title: bare(news.title) + (news.count > 1 ? ` (${news.count} messages)` : ''),
      message: news.message === null ? null : bare(news.message),
      time: timeIn(digest.timezone, news.raised_at),
    }));

  const text = [
    greeting,
    opening,
    ...groups.flatMap((group) => [
      '',
      ...(group.heading === null ? [] : [`== ${group.heading} ==`]),
      ...items(group).flatMap(({ title, message, time }) => [
        `${title}, ${time}`,
        ...(message === null ? [] : [`  ${message}`]),
      ]),
      `${group.linkWords}: ${group.href}`,
    ]),
    ...(more > 0 ? ['', `${moreWords}: ${allHref}`] : []),
    '',
    '--',
    reason,
    `Stop e-mails: ${stop}`,
    `Choose which: ${appUrl}/settings`,
    '',
  ].join('\n');

  const html = [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(subjectOf(digest))}</title></head>`,
    `<body style="${STYLE.body}"><div style="${STYLE.card}">`,
    `<p>${isolated(greeting)}<br>${opening}</p>`,
    ...groups.map((group) =>
      [
        group.heading === null
          ? ''
          : `<h2 style="${STYLE.heading}">${isolated(group.heading)}</h2>`,
        ...items(group).map(
          ({ title, message, time }) =>
            `<p><strong>${isolated(title)}</strong> <span style="${STYLE.soft}">${escapeHtml(time)}</span>` +
            `${message === null ? '' : `<br>${isolated(message)}`}</p>`,
        ),
        `<p>${linkTo(group.href, group.linkWords)}</p>`,
      ].join(''),
    ),
    more > 0 ? `<p>${linkTo(allHref, moreWords)}</p>` : '',
    `<p style="${STYLE.soft}">${reason}<br>${linkTo(stop, 'Stop e-mails')} · ${linkTo(`${appUrl}/settings`, 'Choose which')}</p>`,
    '</div></body></html>',
  ].join('\n');

  return {
    from,
    to: digest.to,
    subject: subjectOf(digest),
    text,
    html,
    headers: {
      'Message-ID': `<${digest.id}@${new URL(appUrl).hostname}>`,
      'List-Unsubscribe': `<${functionUrl}/unsubscribe?token=${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      // Nobody's absence note answers it.
      'Auto-Submitted': 'auto-generated',
    },
  };
}
