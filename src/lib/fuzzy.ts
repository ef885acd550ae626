import { fold, foldWithOrigin, type FoldedText } from './folded-text.ts';
import { mergeRanges, type TextRange } from './text-ranges.ts';

export interface FuzzyMatch {
  /** The higher the better; comparable between texts for one query. */
  readonly score: number;
  /** Where each of the texts has what was typed. */
  readonly ranges: readonly (readonly TextRange[])[];
  /** Whether some word is there only with other letters between its own. */
  readonly loose: boolean;
}

/** How well a word of the query sits in a text. */
const SCORES = { start: 8, wordStart: 6, inside: 4, initials: 3, scattered: 1 } as const;

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

interface Hit {
  readonly score: number;
  /** In the folded text. */
  readonly at: readonly number[];
}

const run = (start: number, length: number): number[] =>
  Array.from({ length }, (_, offset) => start + offset);

/** Whether a word begins at `at`. */
const beginsWord = (text: string, at: number): boolean =>
  at === 0 || !WORD_CHARACTER.test(text.charAt(at - 1));

/** Where `character` is after `last`: right behind it or at a word's beginning if `neat`, else anywhere. */
function after(text: string, character: string, last: number, neat: boolean): number {
  let at = text.indexOf(character, last + 1);
  while (neat && at > last + 1 && !beginsWord(text, at)) at = text.indexOf(character, at + 1);
  return at;
}

/** The characters of `word` in their order, as initials or anywhere; one alone says nothing. */
function scattered(word: string, text: string): Hit | null {
  const characters = Array.from(word);
  if (characters.length < 2) return null;
  for (const neat of [true, false]) {
    const at: number[] = [];
    for (const character of characters) {
      // Before the first one there is nothing that it could be right behind.
      const last = at.at(-1) ?? (neat ? -2 : -1);
      const next = after(text, character, last, neat);
      if (next < 0) break;
      at.push(...run(next, character.length));
    }
    if (at.length === word.length) return { score: neat ? SCORES.initials : SCORES.scattered, at };
  }
  return null;
}

function place(word: string, text: string): Hit | null {
  let inside = -1;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0) return { score: SCORES.start, at: run(at, word.length) };
    if (beginsWord(text, at)) return { score: SCORES.wordStart, at: run(at, word.length) };
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
  let loose = false;
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
    loose ||= hit.score < SCORES.inside;
  }
  return { score, ranges: ranges.map(mergeRanges), loose };
}
