import type { Toast } from './alerts.ts';
import { messageCountWords } from './notification-words.ts';
import type { Notification } from './notifications.ts';
import { namedFew } from './session-words.ts';

/** What is written on a card; all of it is text, some of it other people's. */
export interface ToastWords {
  readonly title: string;
  /** A line below it; null for none. */
  readonly text: string | null;
  /** “5 messages”, beside the title; null for none. */
  readonly more: string | null;
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** “12 new messages in 3 conversations”, “2 new notifications”, or both. */
function groupTitle(items: readonly Notification[]): string {
  const messages = items.filter(({ type }) => type === 'message_received');
  const others = items.length - messages.length;
  if (messages.length === 0) return counted(others, 'new notification');
  const count = messages.reduce((sum, item) => sum + item.count, 0);
  const where = messages.length > 1 ? ` in ${counted(messages.length, 'conversation')}` : '';
  const rest = others > 0 ? ` and ${counted(others, 'more notification')}` : '';
  return `${counted(count, 'new message')}${where}${rest}`;
}

/** Of several, whom they are from and what they tell, latest first. */
export function toastWords({ items }: Pick<Toast, 'items'>): ToastWords {
  const [only] = items;
  if (only !== undefined && items.length === 1)
    return { title: only.title, text: only.message, more: messageCountWords(only) };
  const titles = [...new Set([...items].reverse().map(({ title }) => title))];
  return { title: groupTitle(items), text: namedFew(titles).join(', '), more: null };
}
