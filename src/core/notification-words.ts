import { MAX_COUNTED, type Notification, type NotificationType } from './notifications.ts';

/** What each type tells of, as a heading of its own. */
export const notificationTypeWords: Readonly<Record<NotificationType, string>> = {
  message_received: 'Messages',
  session_request: 'Requests',
  session_accepted: 'Accepted requests',
  session_declined: 'Declined requests',
  session_completed: 'Completed sessions',
  reminder: 'Reminders and changes',
  mentor_approved: 'Approval as a mentor',
  system_announcement: 'Announcements',
};

/** The number at the bell: “3”, “99+”; null for none. */
export const countWords = (unreadCount: number): string | null => {
  if (unreadCount <= 0) return null;
  return unreadCount >= MAX_COUNTED ? `${MAX_COUNTED - 1}+` : String(unreadCount);
};

/** “5 messages”; null where one stands for itself. */
export const messageCountWords = ({ type, count }: Notification): string | null =>
  type === 'message_received' && count > 1 ? `${count} messages` : null;

/** What the conversation is about, as far as a notification of a message tells; null if it does not. */
export function aboutWords({ data }: Notification): string | null {
  const about = data['product'] ?? data['subject'];
  return typeof about === 'string' && about !== '' ? about : null;
}
