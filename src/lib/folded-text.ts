/** What one does not type when searching: accents, soft hyphens, joiners, directions, variants. */
const IGNORED =
  /(?:[\u0300-\u036f]|[\ufe00-\ufe0f]|[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff])+/gu;
/**
 * Characters that fold on their own: one with the marks on it, halfwidth kana with its sound mark,
 * and letters of a Korean syllable that were typed apart.
 */
const CLUSTERS =
  /[\u1100-\u11ff]+|[^\p{M}\uff9e\uff9f][\p{M}\uff9e\uff9f]*|[\p{M}\uff9e\uff9f]+/gsu;
/** Nothing in it folds to anything but its lower case. */
// eslint-disable-next-line no-control-regex -- ASCII begins with them
const PLAIN = /^[\u0000-\u007f]*$/;

/** Without accents, width, compatibility forms and case: `Ｃafé` and `CAFE` are `cafe`. */
export const fold = (text: string): string =>
  PLAIN.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(IGNORED, '')
        .normalize('NFKC')
        .toLowerCase()
        // The one letter whose lower case depends on where in the word it stands.
        .replace(/ς/gu, 'σ');

export interface FoldedText {
  readonly text: string;
  /** For each UTF-16 unit of `text`, where in the original what it comes from begins … */
  readonly starts: readonly number[];
  /** … and ends, marks that were dropped included. */
  readonly ends: readonly number[];
}

/** `fold`, with the way back to the original. Takes time in proportion to the text, whatever is in it. */
export function foldWithOrigin(original: string): FoldedText {
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  for (const match of original.matchAll(CLUSTERS)) {
    const folded = fold(match[0]);
    const end = match.index + match[0].length;
    for (let unit = 0; unit < folded.length; unit += 1) {
      starts.push(match.index);
      ends.push(end);
    }
    text += folded;
  }
  return { text, starts, ends };
}
