/** A piece of a message: plain text, or text that links somewhere. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/** Something that looks like a web address or an e-mail address; checked further before it links. */
const CANDIDATE =
  /(?:https?:\/\/|mailto:|www\.)[^\s<>"'`]{1,2000}|[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/giu;

/** Invisible marks that turn text around; an address with one of them may not be what it shows. */
const BIDI_CONTROL = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u;

const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const TRAILING = /[.,;:!?…*_~|]/u;

const count = (text: string, character: string): number => text.split(character).length - 1;

/** Gives the sentence its punctuation back: a final dot, or a bracket that opened before the link. */
function trimEnd(candidate: string): string {
  let text = candidate;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opener = CLOSERS[last];
    const unbalanced = opener !== undefined && count(text, last) > count(text, opener);
    if (!unbalanced && !TRAILING.test(last)) return text;
    text = text.slice(0, -1);
  }
}

/** Another scheme than those that link, at the beginning of an address. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const UNPRINTABLE = /[\s\p{Cc}\p{Cf}]/u;

/** Where `text` links to, or null if it must stay text. Only http(s) and mailto ever link. */
export function hrefOf(text: string): string | null {
  if (BIDI_CONTROL.test(text) || UNPRINTABLE.test(text)) return null;
  const known = /^(?:https?:\/\/|mailto:)/i.test(text);
  if (!known && SCHEME.test(text)) return null;
  const address = known ? text : /^www\./i.test(text) ? `https://${text}` : `mailto:${text}`;
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol === 'mailto:') return url.pathname.includes('@') ? url.href : null;
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  // Credentials in an address only ever serve to make it look like another one.
  return web && url.username === '' && url.password === '' ? url.href : null;
}

/** Something with a scheme, an `@`, or a dot between letters: what people take for an address. */
const ADDRESS_LIKE = /:\/\/|@|[\p{L}\p{N}][.\u3002\uff61]\p{L}{2}/u;

/** What a person goes by in an address: its host, or the e-mail address. */
const destination = (href: string): string => {
  const url = new URL(href);
  return url.protocol === 'mailto:' ? url.pathname : url.host;
};

/**
 * What to show behind a link whose `text` looks like an address but not the one that `href` leads to:
 * its real host, or e-mail address. Null where the text promises nothing else.
 */
export function shownHost(text: string, href: string): string | null {
  const plain = text.normalize('NFKC').replace(/\p{Cf}/gu, '');
  if (!ADDRESS_LIKE.test(plain) && !BIDI_CONTROL.test(text)) return null;
  const real = destination(href);
  const promised = hrefOf(text) ?? hrefOf(`https://${text}`);
  return promised !== null && destination(promised) === real ? null : real;
}

/** Splits a message into text and links, in order; joined, the texts give `content` again. */
export function messageParts(content: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of content.matchAll(CANDIDATE)) {
    const text = trimEnd(match[0]);
    const href = hrefOf(text);
    if (href === null) continue;
    if (match.index > end) parts.push({ kind: 'text', text: content.slice(end, match.index) });
    parts.push({ kind: 'link', text, href });
    end = match.index + text.length;
  }
  if (end < content.length) parts.push({ kind: 'text', text: content.slice(end) });
  return parts;
}
