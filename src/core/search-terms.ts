import { fold, foldWithOrigin } from '../lib/folded-text.ts';
import { mergeRanges, type TextRange } from '../lib/text-ranges.ts';

/** A piece of a text that was searched, as it was written. */
export interface MarkedText {
  readonly text: string;
  readonly hit: boolean;
}

/** What somebody typed, cut up as the database does it. */
export interface SearchTerms {
  /** Folded words; each is the beginning of a word that is looked for. */
  readonly words: readonly string[];
  /** Folded runs of scripts that have no spaces; each stands in the text just so. */
  readonly runs: readonly string[];
}

/**
 * Scripts that are written without spaces, and emoji: Thai to Burmese, Khmer, Han, kana, Hangul. The
 * same as in `private.search_parts`, which decides what is found.
 */
const UNSPACED =
  '\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u2600-\u27bf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{1f1e6}-\u{1faff}\u{20000}-\u{3ffff}';
const RUNS = new RegExp(`[${UNSPACED}]+`, 'gu');
/** What stands between words. */
const BETWEEN = new RegExp(`[\\s\\p{P}\\p{S}\\p{Cc}${UNSPACED}]`, 'u');
const WORDS = new RegExp(`[^\\s\\p{P}\\p{S}\\p{Cc}${UNSPACED}]+`, 'gu');

/** Longer words are told from others by their beginning, in characters. */
const WORD_LENGTH = 64;
/** One letter begins too many words to be looked for; one sign of a script without spaces says more. */
const SHORTEST_WORD = 2;

const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];

export function searchTerms(typed: string): SearchTerms {
  const folded = fold(typed);
  const words = folded.match(WORDS) ?? [];
  return {
    words: unique(words.map((word) => Array.from(word).slice(0, WORD_LENGTH).join(''))),
    runs: unique(folded.match(RUNS) ?? []),
  };
}

/** Whether there is enough to look for. */
export const isLongEnough = ({ words, runs }: SearchTerms): boolean =>
  runs.length > 0 || words.some((word) => word.length >= SHORTEST_WORD);

/** Where `text` has what was looked for; ascending, never within a character and its marks. */
export function findTerms(text: string, terms: SearchTerms): readonly TextRange[] {
  const folded = foldWithOrigin(text);
  const found: TextRange[] = [];
  const add = (at: number, length: number): void => {
    const start = folded.starts[at];
    const end = folded.ends[at + length - 1];
    if (start !== undefined && end !== undefined) found.push([start, end]);
  };
  for (const { index, 0: word } of folded.text.matchAll(WORDS)) {
    for (const term of terms.words) if (word.startsWith(term)) add(index, term.length);
  }
  for (const run of terms.runs) {
    for (let at = folded.text.indexOf(run); at >= 0; at = folded.text.indexOf(run, at + 1)) {
      add(at, run.length);
    }
  }
  return mergeRanges(found);
}

/** Cuts between what people see as characters; a cut elsewhere would show other ones. */
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How much of the text before the first hit is shown, in UTF-16 units. */
const LEAD = 32;
const MORE: MarkedText = { text: '…', hit: false };
const LOW_SURROGATE = /[\udc00-\udfff]/;

/** Where to cut at or shortly before `at`: behind a space or the like, or else between characters. */
function cutBefore(text: string, at: number): number {
  const segments = characters.segment(text);
  const edge = segments.containing(at)?.index ?? at;
  // Marks without end on one letter: only the halves of a code point must stay together.
  if (at - edge > LEAD) return LOW_SURROGATE.test(text.charAt(at)) ? at - 1 : at;
  for (let cut = edge; cut > Math.max(0, edge - LEAD); cut -= 1) {
    const spaced = BETWEEN.test(text.charAt(cut - 1));
    if (spaced && segments.containing(cut)?.index === cut) return cut;
  }
  return edge;
}

/** `text` from `start` to `end` in one line, cut up into what is in `ranges` and what is not. */
export function markText(
  text: string,
  ranges: readonly TextRange[],
  start = 0,
  end = text.length,
): readonly MarkedText[] {
  const parts: MarkedText[] = [];
  const push = (from: number, to: number, hit: boolean): void => {
    const piece = text.slice(from, to).replace(/\s+/gu, ' ');
    if (piece !== '') parts.push({ text: piece, hit });
  };
  let at = start;
  for (const [from, to] of ranges) {
    if (from >= end) break;
    push(at, from, false);
    at = Math.min(to, end);
    push(from, at, true);
  }
  push(at, end, false);
  return parts;
}

/**
 * A line of at most about `length` UTF-16 units around the first hit, cut up into what was looked for
 * and what was not; line breaks become spaces. Joined, the pieces are the line.
 */
export function excerpt(
  text: string,
  ranges: readonly TextRange[],
  length: number,
): readonly MarkedText[] {
  const first = ranges[0]?.[0] ?? 0;
  const start = first <= LEAD ? 0 : cutBefore(text, first - LEAD);
  const end = text.length <= start + length ? text.length : cutBefore(text, start + length);
  return [
    ...(start > 0 ? [MORE] : []),
    ...markText(text, ranges, start, end),
    ...(end < text.length ? [MORE] : []),
  ];
}
