import { draftKeys } from '../../core/draft-keys.ts';
import type { DeviceStorage } from '../../lib/device-storage.ts';

/** A request that is being written. */
export interface RequestDraft {
  /** One for all tries: a request whose answer was lost is not made twice. */
  readonly id: string;
  readonly subject: string;
  readonly message: string;
  /** As `inputTime` gives it. */
  readonly time: string;
}

type Storage = Pick<DeviceStorage, 'getItem' | 'setItem' | 'removeItem'>;

/** One for each person and mentor. No session has such an id, so no message's draft has this name. */
const keyOf = (userId: string, mentorId: string): string =>
  `${draftKeys(userId)}request.${mentorId}`;

function parseDraft(stored: string | null): RequestDraft | null {
  try {
    const { id, subject, message, time } = JSON.parse(stored ?? '{}') as Record<string, unknown>;
    const isDraft = [id, subject, message, time].every((value) => typeof value === 'string');
    return isDraft ? ({ id, subject, message, time } as RequestDraft) : null;
  } catch {
    return null;
  }
}

/** What is kept of a request to a mentor; null if there is nothing, or it cannot be had. */
export function readRequestDraft(
  storage: Storage,
  userId: string,
  mentorId: string,
): RequestDraft | null {
  try {
    return parseDraft(storage.getItem(keyOf(userId, mentorId)));
  } catch {
    return null;
  }
}

/** Keeps it, unless nothing is written in it; null once it was sent. Without storage it is not kept. */
export function keepRequestDraft(
  storage: Storage,
  userId: string,
  mentorId: string,
  draft: RequestDraft | null,
): void {
  const key = keyOf(userId, mentorId);
  const isEmpty = draft === null || `${draft.subject}${draft.message}${draft.time}` === '';
  try {
    if (isEmpty) storage.removeItem(key);
    else storage.setItem(key, JSON.stringify(draft));
  } catch {
    // Then it lives as long as the dialog.
  }
}
