import type { Token, Tokens } from 'marked';
import { messageTokens } from './message-lexer.ts';
import { hrefOf, messageParts, shownHost } from './message-text.ts';

/** Text within a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong' | 'em' | 'del'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'link';
      readonly href: string;
      /** The address as typed behind the text of the link, with its brackets; '' where it is the text. */
      readonly target: string;
      /** Where the link really leads, if its text looks like another address. */
      readonly host: string | null;
      readonly children: readonly Inline[];
    };

/** What stands below one another in a message. */
export type Block =
  | { readonly kind: 'text'; readonly children: readonly Inline[] }
  /** `info` is what was typed behind the opening fence, mostly the name of a language. */
  | { readonly kind: 'code'; readonly info: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly ListItem[] };

export interface ListItem {
  /** As typed: `-`, `*`, `+`, `7.` or `7)`. */
  readonly marker: string;
  readonly blocks: readonly Block[];
}

const FENCE = /^ {0,3}(?:`{3,}|~{3,})([^\n]*)/;
const LIST_MARKER = /^\s*(\d{1,9}[.)]|[-*+])/;
/** Characters that may go where they mark something. */
const MARKS: ReadonlySet<string> = new Set(['*', '_', '~', '`', '>', '[']);

/** Text with the addresses in it as links. */
function linked(text: string): readonly Inline[] {
  return messageParts(text).map((part) =>
    part.kind === 'text'
      ? part
      : {
          kind: 'link',
          href: part.href,
          target: '',
          host: null,
          children: [{ kind: 'text', text: part.text }],
        },
  );
}

/** What stands between two marks of `length` characters, if that is what the children are made of. */
function between(token: { raw: string; tokens?: Token[] }, length: number): Token[] | null {
  const inner = token.tokens?.map((child) => child.raw).join('');
  return inner !== undefined && token.raw.slice(length, -length) === inner
    ? (token.tokens ?? null)
    : null;
}

function codeText(raw: string): string {
  const fence = /^`+/.exec(raw)?.[0].length ?? 0;
  const text = raw.slice(fence, -fence);
  const padded = text.length > 2 && text.startsWith(' ') && text.endsWith(' ');
  return padded && text.trim() !== '' ? text.slice(1, -1) : text;
}

function linkOf(token: Tokens.Link): Inline | null {
  const label = token.tokens.map((child) => child.raw).join('');
  // Addresses without brackets are found by our own, stricter rules; a title would be out of sight.
  if (!token.raw.startsWith(`[${label}](`) || label.trim() === '' || token.title) return null;
  const href = hrefOf(token.href);
  if (href === null) return null;
  return {
    kind: 'link',
    href,
    target: token.raw.slice(label.length + 1),
    host: shownHost(label, href),
    children: inlines(token.tokens, true),
  };
}

/** The one element that a token stands for; null for one that stays as it was typed. */
function inlineOf(token: Tokens.Generic, inLink: boolean): Inline | null {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del': {
      const length = token.type === 'strong' || token.raw.startsWith('~~') ? 2 : 1;
      const children = between(token, length);
      return children === null ? null : { kind: token.type, children: inlines(children, inLink) };
    }
    case 'codespan':
      return { kind: 'code', text: codeText(token.raw) };
    case 'link':
      return inLink ? null : linkOf(token as Tokens.Link);
    default:
      return null;
  }
}

function inlines(tokens: readonly Token[], inLink: boolean): readonly Inline[] {
  const result: Inline[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') result.push(...(inLink ? [{ kind: 'text', text } as const] : linked(text)));
    text = '';
  };
  for (const token of tokens) {
    const element = inlineOf(token, inLink);
    if (element === null) {
      text += token.raw;
    } else {
      flush();
      result.push(element);
    }
  }
  flush();
  return result;
}

/** A paragraph's tokens, with the line breaks after it: blank lines stay as many as were typed. */
function paragraphTokens(token: Tokens.Generic): readonly Token[] {
  const children = token.tokens ?? [];
  const text = children.map((child) => child.raw).join('');
  const rest: Token = { type: 'space', raw: token.raw.slice(text.length) };
  return token.raw.startsWith(text) ? [...children, rest] : [{ ...rest, raw: token.raw }];
}

function blockOf(token: Tokens.Generic): Block | null {
  switch (token.type) {
    case 'code':
      return {
        kind: 'code',
        info: FENCE.exec(token.raw)?.[1]?.trim() ?? '',
        text: (token as Tokens.Code).text,
      };
    case 'blockquote':
      return { kind: 'quote', blocks: blocksOf(token.tokens ?? []) };
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      return {
        kind: 'list',
        ordered,
        items: items.map((item) => ({
          marker: LIST_MARKER.exec(item.raw)?.[1] ?? '',
          blocks: blocksOf(item.tokens),
        })),
      };
    }
    default:
      return null;
  }
}

/** Paragraphs and the blank lines between them become one text, so that both stay as typed. */
function blocksOf(tokens: readonly Token[]): readonly Block[] {
  const result: Block[] = [];
  let run: Token[] = [];
  const flush = (): void => {
    const raw = run.map((token) => token.raw).join('');
    // The line break that ends a block is the block's.
    if (result.length > 0 && run[0]?.raw.startsWith('\n')) {
      run[0] = { ...run[0], raw: run[0].raw.slice(1) };
    }
    if (raw.trim() !== '') result.push({ kind: 'text', children: inlines(run, false) });
    run = [];
  };
  for (const token of tokens) {
    const block = blockOf(token);
    if (block === null) {
      run.push(...('tokens' in token ? paragraphTokens(token) : [token]));
    } else {
      flush();
      result.push(block);
    }
  }
  flush();
  return result;
}

const inlineText = (inline: Inline): string => {
  if ('text' in inline) return inline.text;
  const inner = inline.children.map(inlineText).join('');
  return inline.kind === 'link' ? inner + inline.target : inner;
};

/** Everything of a message but its marks, in order. */
function textOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.children.map(inlineText).join('');
    case 'code':
      return block.info + block.text;
    case 'quote':
      return block.blocks.map(textOf).join('');
    case 'list':
      return block.items.map((item) => item.marker + item.blocks.map(textOf).join('')).join('');
  }
}

/** Whether `blocks` show all of `content`, in order and nothing else; marks and white space aside. */
function isFaithful(content: string, blocks: readonly Block[]): boolean {
  const shown = blocks.map(textOf).join('').replace(/\s/g, '');
  let at = 0;
  for (const character of content.replace(/\s/g, '').split('')) {
    if (character === shown[at]) at += 1;
    else if (!MARKS.has(character)) return false;
  }
  return at === shown.length;
}

/**
 * A message as the elements to draw, down from whole blocks. What has no meaning in a chat stays as it
 * was typed; so does the whole message if anything of it would be lost, added or out of order.
 */
export function formattedText(content: string): readonly Block[] {
  const text = content.replace(/\r\n?/g, '\n');
  const tokens = messageTokens(text);
  const blocks = tokens === null ? null : blocksOf(tokens);
  return blocks !== null && isFaithful(text, blocks)
    ? blocks
    : [{ kind: 'text', children: linked(text) }];
}
