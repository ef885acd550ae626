import { ownPath } from '../lib/own-path.ts';
import type { Notification } from './notifications.ts';

/** What a notification leads to. */
export type NotificationTarget =
  | { readonly kind: 'message'; readonly sessionId: string; readonly seq: number }
  | { readonly kind: 'session'; readonly sessionId: string }
  /** The person's own page, as others see it. */
  | { readonly kind: 'ownPage' }
  /** What the person reported. */
  | { readonly kind: 'ownReports' }
  /** For admins: what others reported. */
  | { readonly kind: 'reports' }
  /** Where a person applies as a mentor. */
  | { readonly kind: 'application' }
  /** A place in the app, with its query. */
  | { readonly kind: 'path'; readonly path: string }
  /** Somewhere else, by https. */
  | { readonly kind: 'web'; readonly href: string };

/** What was written in by hand is looked at again, however it was checked when it was written. */
function linked(link: unknown): NotificationTarget | null {
  if (typeof link !== 'string') return null;
  if (link.startsWith('/')) {
    const path = ownPath(link);
    return path === '/' && link !== '/' ? null : { kind: 'path', path };
  }
  if (!URL.canParse(link)) return null;
  const { protocol, href } = new URL(link);
  return protocol === 'https:' ? { kind: 'web', href } : null;
}

/** Where a notification leads; null if it has all to say itself. Types of later servers lead to their session. */
export function notificationTarget({
  type,
  sessionId,
  lastSeq,
  data,
}: Notification): NotificationTarget | null {
  // Whatever session they name: nothing of a report shows in it.
  if (data['event'] === 'report_resolved') return { kind: 'ownReports' };
  if (data['event'] === 'report_filed') return { kind: 'reports' };
  if (sessionId !== null) {
    return type === 'message_received' && lastSeq !== null
      ? { kind: 'message', sessionId, seq: lastSeq }
      : { kind: 'session', sessionId };
  }
  switch (data['event']) {
    case 'mentor_approved':
      return { kind: 'ownPage' };
    case 'mentor_rejected':
      return { kind: 'application' };
    case 'announcement':
      return linked(data['link']);
    default:
      return null;
  }
}
