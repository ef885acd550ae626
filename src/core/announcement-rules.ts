import type { NewAnnouncement } from './announcement.ts';
import { characterCount } from './compose.ts';

/** The longest texts, in characters (code points), as the database enforces them. */
export const MAX_TITLE_CHARACTERS = 200;
export const MAX_TEXT_CHARACTERS = 1_000;
const MAX_LINK_CHARACTERS = 500;

/** As the database has it: a path of the app, or an https address. */
const LINK = /^(\/([^/\\\s][^\\\s]*)?|https:\/\/[^\\\s]+)$/;

/** By the database's names, so that its refusals stand at the same fields. */
export type AnnouncementField =
  'title' | 'message' | 'link' | 'priority' | 'starts_at' | 'expires_at';

export type AnnouncementErrors = Partial<Record<AnnouncementField, string>>;

const tooLong = (text: string, most: number): string | null => {
  const count = characterCount(text.trim());
  return count > most ? `This is too long: ${count} characters, ${most} at most.` : null;
};

/** Why it cannot be announced at `now` (epoch ms), by field; empty if it can, as far as this device knows. */
export function checkAnnouncement(
  { title, message, link, startsAt, expiresAt }: Omit<NewAnnouncement, 'id'>,
  now: number,
): AnnouncementErrors {
  const found: Readonly<Record<string, string | null>> = {
    title: title.trim() === '' ? 'Give it a title.' : tooLong(title, MAX_TITLE_CHARACTERS),
    message: tooLong(message, MAX_TEXT_CHARACTERS),
    link:
      link.trim() === '' || LINK.test(link.trim())
        ? tooLong(link, MAX_LINK_CHARACTERS)
        : 'Give a path in the app, like /settings, or an address that begins with https://.',
    starts_at: startsAt !== null && startsAt <= now ? 'This time has passed.' : null,
    expires_at:
      expiresAt !== null && expiresAt <= (startsAt ?? now)
        ? 'It must not be over before it starts.'
        : null,
  };
  return Object.fromEntries(Object.entries(found).filter(([, why]) => why !== null));
}
