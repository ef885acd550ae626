import { notificationTarget } from '../core/notification-target.ts';
import type { Notification } from '../core/notifications.ts';
import { links } from './links.ts';

/**
 * The address that a notification leads to: a path of the app, or one that begins with `https://`; null
 * if it leads nowhere. `myId`: whose notification it is.
 */
export function notificationLink(notification: Notification, myId: string): string | null {
  const target = notificationTarget(notification);
  switch (target?.kind) {
    case undefined:
      return null;
    case 'message':
    case 'session':
      return links.session(target.sessionId);
    case 'ownPage':
      return links.person(myId);
    case 'ownReports':
      return links.myReports();
    case 'reports':
      return links.adminReports();
    case 'application':
      return links.settings();
    case 'path':
      return target.path;
    case 'web':
      return target.href;
  }
}
