import type { NewAnnouncement } from '../../core/announcement.ts';
import { draftKeys } from '../../core/draft-keys.ts';
import type { AppRole } from '../../core/model.ts';
import type { DeviceStorage } from '../../lib/device-storage.ts';
import { fromInputTime } from '../../lib/moment-words.ts';

/** An announcement that is being written, as its fields have it. */
export interface AnnouncementDraft {
  /** One for all tries: an announcement whose answer was lost is not made twice. */
  readonly id: string;
  readonly title: string;
  readonly message: string;
  readonly link: string;
  /** A role; empty for everybody. */
  readonly audience: string;
  /** “1” to “5”. */
  readonly priority: string;
  /** `now` or `later`; then `startsAt`, as `inputTime` gives it, says when. */
  readonly start: string;
  readonly startsAt: string;
  /** `never` or `at`. */
  readonly end: string;
  readonly endsAt: string;
}

type Storage = Pick<DeviceStorage, 'getItem' | 'setItem' | 'removeItem'>;

export const newDraft = (id: string): AnnouncementDraft => ({
  id,
  title: '',
  message: '',
  link: '',
  audience: '',
  priority: '1',
  start: 'now',
  startsAt: '',
  end: 'never',
  endsAt: '',
});

/** What of it the chat understands; a time that is not given yet is null. */
export const announcementOf = (draft: AnnouncementDraft): NewAnnouncement => ({
  id: draft.id,
  title: draft.title,
  message: draft.message,
  link: draft.link,
  audience: draft.audience === '' ? null : (draft.audience as AppRole),
  priority: Number(draft.priority),
  startsAt: draft.start === 'later' ? fromInputTime(draft.startsAt) : null,
  expiresAt: draft.end === 'at' ? fromInputTime(draft.endsAt) : null,
});

const keyOf = (userId: string): string => `${draftKeys(userId)}announcement`;

/** What is kept of one; null if there is nothing, or it cannot be had. */
export function readAnnouncementDraft(storage: Storage, userId: string): AnnouncementDraft | null {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(userId)) ?? '{}') as Record<string, unknown>;
    const isDraft = Object.keys(newDraft('')).every((key) => typeof kept[key] === 'string');
    return isDraft ? (kept as unknown as AnnouncementDraft) : null;
  } catch {
    return null;
  }
}

/** Keeps it, unless nothing is written in it; null once it was announced. Without storage it is not kept. */
export function keepAnnouncementDraft(
  storage: Storage,
  userId: string,
  draft: AnnouncementDraft | null,
): void {
  const isEmpty = draft === null || `${draft.title}${draft.message}${draft.link}`.trim() === '';
  try {
    if (isEmpty) storage.removeItem(keyOf(userId));
    else storage.setItem(keyOf(userId), JSON.stringify(draft));
  } catch {
    // Then it lives as long as the page.
  }
}
