import type { AppRole } from './model.ts';
import { notificationTypes, type NotificationType } from './notifications.ts';

/** What a person chooses about: in the words of their role. */
export interface NotificationChoice {
  readonly type: NotificationType;
  readonly label: string;
  readonly hint: string;
}

type Words = Omit<NotificationChoice, 'type'>;

const messages = (from: string): Words => ({
  label: 'Messages',
  hint: `${from} writes to you. Several in one conversation count as one.`,
});
const announcements: Words = {
  label: 'Announcements',
  hint: 'News from the team.',
};
const application: Words = {
  label: 'Approval as a mentor',
  hint: 'Your application as a mentor is accepted.',
};
const mentoringReminders: Words = {
  label: 'Reminders and changes',
  hint: 'A session comes near, starts, moves, is cancelled or runs out of time.',
};
const completedConversations: Words = {
  label: 'Completed conversations',
  hint: 'The other side, or the team, has completed one.',
};

/**
 * Which types the database makes for whom; others it makes for nobody of that role. Reminders are of
 * times, and only mentoring has those.
 */
const words: Readonly<Record<AppRole, Partial<Record<NotificationType, Words>>>> = {
  student: {
    message_received: messages('A mentor or the team'),
    session_accepted: {
      label: 'Accepted requests',
      hint: 'A mentor takes a session you asked for.',
    },
    session_declined: { label: 'Declined requests', hint: 'A mentor cannot take it, and why.' },
    session_completed: {
      label: 'Completed sessions',
      hint: 'The mentor has completed one; you can rate it.',
    },
    reminder: mentoringReminders,
    mentor_approved: application,
    system_announcement: announcements,
  },
  mentor: {
    message_received: messages('A student or the team'),
    session_request: { label: 'Requests', hint: 'A student asks you for a session.' },
    session_completed: { label: 'Completed sessions', hint: 'The student has completed one.' },
    reminder: mentoringReminders,
    mentor_approved: application,
    system_announcement: announcements,
  },
  buyer: {
    message_received: messages('A supplier or the team'),
    session_completed: completedConversations,
    system_announcement: announcements,
  },
  supplier: {
    message_received: messages('A buyer or the team'),
    session_completed: completedConversations,
    system_announcement: announcements,
  },
  admin: {
    message_received: messages('Somebody you help'),
    session_completed: completedConversations,
    system_announcement: {
      label: 'Announcements and alarms',
      hint: 'News from the team, and requests that no mentor answers.',
    },
  },
};

/** What people of a role can be told of, in the order of `notificationTypes`. */
export const notificationChoices = (role: AppRole): readonly NotificationChoice[] =>
  notificationTypes.flatMap((type) => {
    const found = words[role][type];
    return found === undefined ? [] : [{ type, ...found }];
  });
