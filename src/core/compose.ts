import { chatError, type ChatError } from './errors.ts';
import { MAX_MESSAGE_CHARACTERS, type Attachment } from './model.ts';
import type {
  OutgoingChange,
  OutgoingDelete,
  OutgoingEdit,
  OutgoingFile,
  OutgoingMessage,
  OutgoingReaction,
} from './outgoing.ts';

/**
 * Characters that show nothing: white space, controls, zero-width and bidi marks, fillers,
 * variation selectors, tags. The database has the same list (`private.has_visible_character`).
 */
const INVISIBLE_RANGES = [
  String.raw`\s\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5`,
  String.raw`\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164`,
  String.raw`\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}`,
];
const INVISIBLE = new RegExp(INVISIBLE_RANGES.map((range) => `[${range}]`).join('|'), 'gu');

/** Length as the database counts it: code points, not UTF-16 units. */
export const characterCount = (text: string): number => Array.from(text).length;

/** Why `text` cannot be sent as a message, or null if it can. With files it may be empty. */
export function checkMessage(text: string, withFiles = false): ChatError | null {
  if (!withFiles && text.replace(INVISIBLE, '') === '') {
    return chatError('Invalid', 'Write something before sending.', { code: 'empty' });
  }
  if (text.includes('\0')) {
    return chatError('Invalid', 'The message contains a character that cannot be sent.', {
      code: 'invalid',
    });
  }
  const count = characterCount(text);
  if (count > MAX_MESSAGE_CHARACTERS) {
    const over = count - MAX_MESSAGE_CHARACTERS;
    return chatError(
      'Invalid',
      `The message is ${over} ${over === 1 ? 'character' : 'characters'} too long. Shorten it to ${MAX_MESSAGE_CHARACTERS.toLocaleString('en')} or send it in parts.`,
      { code: 'too_long' },
    );
  }
  return null;
}

/** Where everything in the outbox begins. */
const BEGINNING = {
  status: 'unsaved',
  attempts: 0,
  notBefore: null,
  error: null,
  tried: false,
} as const;

/** A new item for the outbox. `text` is sent as written but for white space at its ends. */
export const outgoing = (item: {
  id: string;
  sessionId: string;
  authorId: string;
  text: string;
  at: number;
  replyTo?: string | null;
  forwarded?: boolean;
  files?: readonly OutgoingFile[];
}): OutgoingMessage => ({
  kind: 'message',
  id: item.id,
  sessionId: item.sessionId,
  authorId: item.authorId,
  content: item.text.trim(),
  replyTo: item.replyTo ?? null,
  forwarded: item.forwarded ?? false,
  files: item.files ?? [],
  amended: false,
  composedAt: item.at,
  ...BEGINNING,
});

export type NewChange =
  | Pick<OutgoingEdit, 'kind' | 'content' | 'expectedRev'>
  | Pick<OutgoingDelete, 'kind'>
  | Pick<OutgoingReaction, 'kind' | 'emoji' | 'on'>;

/** A new item for the outbox that changes the message `messageId`; `id` is the change's own. */
export const outgoingChange = (
  item: { id: string; sessionId: string; messageId: string; authorId: string; at: number },
  change: NewChange,
): OutgoingChange => ({
  id: item.id,
  sessionId: item.sessionId,
  messageId: item.messageId,
  authorId: item.authorId,
  composedAt: item.at,
  ...BEGINNING,
  ...change,
});

/** As the database allows it at the end of a path. */
const EXTENSION = /\.([a-z0-9]{1,10})$/;

/** A file that is to go up with a message, at the one path where its sender may put it. */
export function outgoingFile(
  file: Pick<Attachment, 'name' | 'size' | 'mime' | 'width' | 'height'> & { id: string },
  sessionId: string,
  authorId: string,
): OutgoingFile {
  const { id, name, size, mime, width, height } = file;
  const extension = EXTENSION.exec(name.toLowerCase())?.[1] ?? 'bin';
  const path = `${sessionId}/${authorId}/${id}.${extension}`;
  return { id, path, name, size, mime, width, height, uploaded: false, error: null };
}
