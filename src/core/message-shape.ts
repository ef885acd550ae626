/**
 * What can be told of a message's text at a glance, without reading it as Markdown: cheap enough for
 * every row and small enough for the first load.
 */

/** Where a text that is longer is folded, in lines as drawn. */
export const FOLDED_LINES = 20;
/** A text shorter than this, in UTF-16 units, fits into the folded height on any screen. */
const SURELY_SHORT = 500;

const FORMATTING =
  /[*_~`@]|\]\(|:\/\/|www\.|mailto:|^ {0,3}(?:>|(?:[-+]|\d{1,9}[.)])(?:[ \t]|$))/imu;

/** Whether `text` may hold formatting, links or mentions; if not, it is drawn just as it is. */
export const mayBeFormatted = (text: string): boolean => FORMATTING.test(text);

/** The number of lines that were typed. */
export function lineCount(text: string): number {
  let lines = 1;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Whether `text` may be higher than `FOLDED_LINES`; drawing it decides. */
export const mayBeLong = (text: string): boolean =>
  text.length > SURELY_SHORT || lineCount(text) > FOLDED_LINES;

/** Longest text that is looked at, in UTF-16 units: three emoji of the longest kind and spaces. */
const EMOJI_ONLY_MAX = 120;
const EMOJI = emojiPattern();

/**
 * One emoji, by the grammar of Unicode's technical standard 51, where it is drawn in colour: flags,
 * keycaps, skin tones and joined ones included. Unlike `\p{RGI_Emoji}` this works in every browser,
 * and it does not take emoji for text that are newer than the browser.
 */
function emojiPattern(): RegExp {
  const element = String.raw`\p{Emoji}(?:\p{Emoji_Modifier}|\ufe0f)?(?:[\u{e0020}-\u{e007e}]{1,8}\u{e007f})?`;
  const coloured = String.raw`(?!\p{RI})(?=\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Emoji_Modifier_Base}\p{Emoji_Modifier})`;
  const one = String.raw`(?:\p{RI}\p{RI}|[\d#*]\ufe0f?\u20e3|${coloured}${element}(?:\u200d${element}){0,7})`;
  return new RegExp(String.raw`^(?:\s*${one}){1,3}\s*$`, 'u');
}

/** Whether `text` is one to three emoji and nothing else. */
export const isEmojiOnly = (text: string): boolean =>
  text.length <= EMOJI_ONLY_MAX && EMOJI.test(text);
