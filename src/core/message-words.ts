import type { Message, Reaction } from './model.ts';

/** What stands in the place of a message that was removed, by its sender or by an admin. */
export const deletedWords = (deletedBy: Message['deletedBy']): string =>
  deletedBy === 'admin' ? 'Removed by an administrator' : 'This message was deleted';

const and = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** What a message says, in one line: its text, or else its files. */
export function quoteWords(
  message: Pick<Message, 'content' | 'attachments' | 'deletedAt' | 'deletedBy'>,
): string {
  if (message.deletedAt !== null) return deletedWords(message.deletedBy);
  const text = message.content?.replace(/\s+/gu, ' ').trim() ?? '';
  if (text !== '') return text;
  const [first, ...others] = message.attachments;
  if (first === undefined) return '';
  return others.length === 0 ? first.name : `${first.name} and ${others.length} more`;
}

/** A reaction for people who listen: “👍 2 reactions, including yours”. */
export function reactionWords({ emoji, userIds }: Reaction, myId: string): string {
  const count = `${userIds.length} ${userIds.length === 1 ? 'reaction' : 'reactions'}`;
  return `${emoji} ${count}${userIds.includes(myId) ? ', including yours' : ''}`;
}

/** Who answered with an emoji, as people say it: “You, Anna and Ben”. Oneself comes first. */
export function reactorWords(
  { userIds }: Reaction,
  myId: string,
  nameOf: (userId: string) => string,
): string {
  const others = userIds.filter((id) => id !== myId).map(nameOf);
  return and.format(userIds.includes(myId) ? ['You', ...others] : others);
}
