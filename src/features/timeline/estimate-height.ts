import type { TimelineRow } from '../../core/timeline-rows.ts';

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
const FAILED_LINE = 26;
/** A refused change with its reason and its buttons; an edit quotes the text besides. */
const REFUSED = 50;
/** The widest a text gets, and the mean width of a character at 15 px. */
const TEXT_MAX = 520;
const TEXT_MIN = 120;
const CHARACTER = 7.3;
/** Share of the log's width that a bubble may take, and what it loses to padding and avatar. */
const BUBBLE_SHARE = 0.82;
const BUBBLE_SIDES = 28;

function lineBreaks(text: string): number {
  let breaks = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1;
  return breaks;
}

/**
 * How high a row will probably be, in pixels, in a log `width` pixels wide. `named` says whether
 * groups of other people start with the sender's name.
 */
export function estimateHeight(row: TimelineRow, width: number, named: boolean): number {
  if (row.kind === 'day') return DAY;
  if (row.kind === 'unread') return UNREAD;
  if (row.kind === 'change') return REFUSED;
  if (row.system) return SYSTEM;
  const textWidth = Math.min(TEXT_MAX, Math.max(TEXT_MIN, width * BUBBLE_SHARE - BUBBLE_SIDES));
  const text = row.content ?? '';
  const perLine = Math.max(1, Math.floor(textWidth / CHARACTER));
  const lines = Math.max(1, Math.ceil(text.length / perLine)) + lineBreaks(text);
  return Math.round(
    (row.first ? GAP_BETWEEN_GROUPS : GAP_WITHIN_GROUP) +
      (named && row.first ? NAME_LINE : 0) +
      BUBBLE_PADDING +
      lines * TEXT_LINE +
      (row.last ? META_LINE : 0) +
      (row.sending === 'failed' ? FAILED_LINE : 0) +
      row.changes.filter((change) => change.status === 'failed').length * REFUSED,
  );
}
