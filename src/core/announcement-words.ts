import type { Announcement, AnnouncementStatus } from './announcement.ts';
import type { AppRole } from './model.ts';

/** Whom an announcement is for, as a heading. */
export function audienceWords(audience: AppRole | null): string {
  switch (audience) {
    case null:
      return 'Everybody';
    case 'student':
      return 'All students';
    case 'mentor':
      return 'All mentors';
    case 'buyer':
      return 'All buyers';
    case 'supplier':
      return 'All suppliers';
    case 'admin':
      return 'The whole team';
  }
}

/** The same within a sentence: “all mentors”. */
export function inAudience(audience: AppRole | null): string {
  const words = audienceWords(audience);
  return `${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

export const announcementStatusWords: Readonly<Record<AnnouncementStatus, string>> = {
  scheduled: 'Scheduled',
  publishing: 'Being sent',
  published: 'Published',
  expired: 'Over',
  withdrawn: 'Withdrawn',
};

/** What the priorities 1 to 5 are called. */
export const priorityWords = ['Normal', 'Raised', 'High', 'Very high', 'Urgent'] as const;

/** Of 1 to 5; a priority of a later server is called by its number. */
export const priorityWord = (priority: number): string =>
  priorityWords[priority - 1] ?? `Priority ${priority}`;

/** How many have it: “3 people”, “1 person so far”; null before it has started. */
export function recipientsWords({ status, recipients }: Announcement): string | null {
  if (status === 'scheduled') return null;
  const people = recipients === 1 ? '1 person' : `${recipients.toLocaleString('en')} people`;
  return status === 'publishing' ? `${people} so far` : people;
}

/** Whether the server would say something else of it by now (epoch ms). */
export function isOutOfDate({ status, startsAt, expiresAt }: Announcement, now: number): boolean {
  switch (status) {
    case 'publishing':
      return true;
    case 'scheduled':
      return startsAt <= now;
    case 'published':
      return expiresAt !== null && expiresAt <= now;
    default:
      return false;
  }
}
