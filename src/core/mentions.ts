import { fold } from '../lib/folded-text.ts';

/** Longest piece of a name that is looked for before the cursor, in UTF-16 units. */
const QUERY_MAX = 60;
/** `@` at the beginning or after what ends a word, and what has been typed of a name since. */
const OPEN_MENTION = new RegExp(
  String.raw`(?:^|[\s([{"'“‘«>])@((?:[^\s@][^@\n]{0,${QUERY_MAX}})?)$`,
  'u',
);

export interface OpenMention {
  /** Where its `@` stands. */
  readonly from: number;
  /** What follows the `@`, up to the cursor. */
  readonly query: string;
}

/** The mention that is being typed at `cursor`, or null. */
export function openMention(text: string, cursor: number): OpenMention | null {
  const before = text.slice(Math.max(0, cursor - QUERY_MAX - 2), cursor);
  const query = OPEN_MENTION.exec(before)?.[1];
  return query === undefined ? null : { from: cursor - query.length - 1, query };
}

/** The people whose name, or a part of it, begins with `query`; nobody once it is a whole name. */
export function mentionable<T extends { readonly fullName: string }>(
  people: readonly T[],
  query: string,
): readonly T[] {
  const wanted = fold(query);
  return people.filter(({ fullName }) => {
    const name = fold(fullName);
    return name !== wanted && (name.startsWith(wanted) || name.includes(` ${wanted}`));
  });
}

/** A piece of a text: plain, or `@` with the name of somebody in the session. */
export interface MentionPart {
  readonly text: string;
  /** The name as the session has it; null for plain text. */
  readonly name: string | null;
}

/** Splits a text where it mentions one of `names`; joined, the pieces give `text` again. */
export function mentionParts(text: string, names: readonly string[]): readonly MentionPart[] {
  const known = names.filter((name) => name !== '').sort((a, b) => b.length - a.length);
  if (known.length === 0 || !text.includes('@')) return [{ text, name: null }];
  const either = known.map((name) => name.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  // What comes before is taken along: looking back is newer than some browsers that we support.
  const mention = new RegExp(
    String.raw`(^|[^\p{L}\p{N}_@.])@(${either.join('|')})(?![\p{L}\p{N}_])`,
    'giu',
  );
  const parts: MentionPart[] = [];
  let end = 0;
  for (const match of text.matchAll(mention)) {
    const [, before = '', shown = ''] = match;
    const at = match.index + before.length;
    if (at > end) parts.push({ text: text.slice(end, at), name: null });
    const name = known.find((one) => one.toLowerCase() === shown.toLowerCase()) ?? shown;
    parts.push({ text: `@${shown}`, name });
    end = at + shown.length + 1;
  }
  if (end < text.length) parts.push({ text: text.slice(end), name: null });
  return parts;
}
