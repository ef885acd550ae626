import {
  AlarmClock,
  BadgeCheck,
  Bell,
  CalendarCheck,
  CalendarPlus,
  CalendarX,
  CircleCheckBig,
  Megaphone,
  MessageSquare,
  type LucideIcon,
} from 'lucide-react';
import { createElement } from 'react';
import type { NotificationType } from '../../core/notifications.ts';

const icons: Readonly<Record<NotificationType, LucideIcon>> = {
  message_received: MessageSquare,
  session_request: CalendarPlus,
  session_accepted: CalendarCheck,
  session_declined: CalendarX,
  session_completed: CircleCheckBig,
  reminder: AlarmClock,
  mentor_approved: BadgeCheck,
  system_announcement: Megaphone,
};
const byType = new Map<string, LucideIcon>(Object.entries(icons));

/** Decoration; a type that only a later server knows has a plain bell. */
export const TypeIcon = ({ type }: { type: string }) =>
  createElement(byType.get(type) ?? Bell, { size: 16, 'aria-hidden': true });
