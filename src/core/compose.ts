import { chatError, type ChatError } from './errors.ts';
import { MAX_MESSAGE_CHARACTERS } from './model.ts';
import type { OutgoingMessage } from './state.ts';

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

/** Why `text` cannot be sent as a message, or null if it can. */
export function checkMessage(text: string): ChatError | null {
  if (text.replace(INVISIBLE, '') === '') {
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
      `The message is ${over} ${over === 1 ? 'character' : 'characters'} too long. Shorten it to ${MAX_MESSAGE_CHARACTERS} or send it in parts.`,
      { code: 'too_long' },
    );
  }
  return null;
}

/** A new item for the outbox. `content` is sent as written but for white space at its ends. */
export const outgoing = (item: {
  id: string;
  sessionId: string;
  authorId: string;
  text: string;
  at: number;
}): OutgoingMessage => ({
  kind: 'message',
  id: item.id,
  sessionId: item.sessionId,
  authorId: item.authorId,
  content: item.text.trim(),
  replyTo: null,
  forwarded: false,
  files: [],
  composedAt: item.at,
  status: 'unsaved',
  attempts: 0,
  notBefore: null,
  error: null,
});
