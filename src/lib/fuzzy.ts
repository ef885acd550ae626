import { fold, foldWithOrigin, type FoldedText } from './folded-text.ts';
import { mergeRanges, type TextRange } from './text-ranges.ts';

export interface FuzzyMatch {
  /** The higher the better; comparable between texts for one query. */
  readonly score: number;
  /** Where each of the texts has what was typed. */
  readonly ranges: readonly (readonly TextRange[])[];
}

/** How well a word of the query sits in a text. */
const SCORES = { start: 8, wordStart: 6, inside: 4, scattered: 1 } as const;

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

interface Hit {
  readonly score: number;
  /** In the folded text. */
  readonly at: readonly number[];
}

const run = (start: number, length: number): number[] =>
  Array.from({ length }, (_, offset) => start + offset);

/** The characters of `word` in their order, anywhere; one alone says nothing. */
function scattered(word: string, text: string): Hit | null {
  const at: number[] = [];
  for (const character of word.length > 1 ? word : '') {
    const next = text.indexOf(character, at.length === 0 ? 0 : (at.at(-1) ?? 0) + 1);
    if (next < 0) return null;
    at.push(...run(next, character.length));
  }
  return at.length === 0 ? null : { score: SCORES.scattered, at };
}

function place(word: string, text: string): Hit | null {
  let inside = -1;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0) return { score: SCORES.start, at: run(at, word.length) };
    if (!WORD_CHARACTER.test(text.charAt(at - 1))) {
      return { score: SCORES.wordStart, at: run(at, word.length) };
    }
    if (inside < 0) inside = at;
  }
  if (inside >= 0) return { score: SCORES.inside, at: run(inside, word.length) };
  return scattered(word, text);
}

const toRange = ({ starts, ends }: FoldedText, at: number): TextRange => [
  starts[at] ?? 0,
  ends[at] ?? 0,
];

/**
 * Whether every word of `query` is in one of `texts`, at best at a word's beginning, at worst with
 * other letters between its own; null if not. Earlier texts count a little more. An empty query is in
 * everything.
 */
export function fuzzyMatch(query: string, texts: readonly string[]): FuzzyMatch | null {
  const folded = texts.map(foldWithOrigin);
  const ranges: TextRange[][] = texts.map(() => []);
  let score = 0;
  for (const word of fold(query).split(/\s+/u)) {
    if (word === '') continue;
    let best: { hit: Hit; index: number; score: number } | null = null;
    for (const [index, { text }] of folded.entries()) {
      const hit = place(word, text);
      if (hit === null) continue;
      const worth = hit.score - index;
      if (best === null || worth > best.score) best = { hit, index, score: worth };
    }
    if (best === null) return null;
    const { hit, index } = best;
    const source = folded[index];
    if (source !== undefined) ranges[index]?.push(...hit.at.map((at) => toRange(source, at)));
    score += best.score;
  }
  return { score, ranges: ranges.map(mergeRanges) };
}
