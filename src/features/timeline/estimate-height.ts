import { FOLDED_LINES, isEmojiOnly, lineCount, mayBeLong } from '../../core/message-shape.ts';
import type { MessageRow, TimelineRow } from '../../core/timeline-rows.ts';
import { attachmentsHeight } from './attachments-layout.ts';

/** Pixels, as the styles of the rows make them; a wrong guess is corrected when a row is drawn. */
const DAY = 48;
const UNREAD = 36;
const SYSTEM = 44;
const GAP_WITHIN_GROUP = 2;
const GAP_BETWEEN_GROUPS = 14;
const NAME_LINE = 20;
const META_LINE = 22;
const BUBBLE_PADDING = 16;
const TEXT_LINE = 22.5;
const EMOJI_LINE = 48;
const FOLD_BUTTON = 24;
const FAILED_LINE = 34;
/** What a message answers, with the gap below; one line of reactions, with the gap above. */
const QUOTE = 50;
const FORWARDED = 20;
const REACTIONS = 32;
/** A refused change with its reason and its buttons; an edit quotes the text besides. */
const REFUSED = 58;
/** The widest a text gets, and the mean width of a character at 15 px. */
const TEXT_MAX = 520;
const TEXT_MIN = 120;
const CHARACTER = 7.3;
/** Share of the log's width that a bubble may take, and what it loses to padding and avatar. */
const BUBBLE_SHARE = 0.82;
const BUBBLE_SIDES = 28;

/** What files add to their bubble: less padding around them, and a gap to a text below. */
const FILES_AROUND = -8;
const FILES_ABOVE_TEXT = 2;
/** Files reach further to the sides than text. */
const FILES_WIDER = 16;

/** How high all files of a message are, in its bubble. */
function filesHeight({ files, attachments, content }: MessageRow, textWidth: number): number {
  const all = files.length > 0 ? files : attachments;
  if (all.length === 0) return 0;
  const around = (content ?? '') === '' ? FILES_AROUND : FILES_ABOVE_TEXT;
  return attachmentsHeight(all, textWidth + FILES_WIDER) + around;
}

/** How high a message's text is where a line takes `perLine` characters. Formatting adds little. */
function textHeight(text: string, perLine: number): number {
  if (isEmojiOnly(text)) return lineCount(text) * EMOJI_LINE;
  const lines = Math.max(1, Math.ceil(text.length / perLine)) + lineCount(text) - 1;
  if (lines <= FOLDED_LINES || !mayBeLong(text)) return lines * TEXT_LINE;
  return FOLDED_LINES * TEXT_LINE + FOLD_BUTTON;
}

function messageHeight(row: MessageRow, width: number, named: boolean): number {
  const textWidth = Math.min(TEXT_MAX, Math.max(TEXT_MIN, width * BUBBLE_SHARE - BUBBLE_SIDES));
  const onlyFiles = (row.content ?? '') === '' && row.files.length + row.attachments.length > 0;
  const perLine = Math.max(1, Math.floor(textWidth / CHARACTER));
  return Math.round(
    (row.first ? GAP_BETWEEN_GROUPS : GAP_WITHIN_GROUP) +
      (named && row.first ? NAME_LINE : 0) +
      BUBBLE_PADDING +
      (row.replyTo === null || row.deleted ? 0 : QUOTE) +
      (row.forwarded && !row.deleted ? FORWARDED : 0) +
      filesHeight(row, textWidth) +
      (onlyFiles ? 0 : textHeight(row.content ?? '', perLine)) +
      (row.last ? META_LINE : 0) +
      (row.reactions.length > 0 ? REACTIONS : 0) +
      (row.sending === 'failed' ? FAILED_LINE : 0) +
      row.changes.filter((change) => change.status === 'failed').length * REFUSED,
  );
}

/** What was guessed last: the virtualizer asks for all rows anew whenever one of them is measured. */
const guessed = new WeakMap<MessageRow, { width: number; named: boolean; height: number }>();

/**
 * How high a row will probably be, in pixels, in a log `width` pixels wide. `named` says whether
 * groups of other people start with the sender's name.
 */
export function estimateHeight(row: TimelineRow, width: number, named: boolean): number {
  if (row.kind === 'day') return DAY;
  if (row.kind === 'unread') return UNREAD;
  if (row.kind === 'change') return REFUSED;
  if (row.system) return SYSTEM;
  const before = guessed.get(row);
  if (before?.width === width && before.named === named) return before.height;
  const height = messageHeight(row, width, named);
  guessed.set(row, { width, named, height });
  return height;
}
