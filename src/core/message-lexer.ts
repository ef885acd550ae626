import { Lexer, Tokenizer, type Token, type Tokens } from 'marked';

/** Quotes, lists and emphasis nest this deep; what is deeper stays as it was typed. */
export const MAX_NESTING = 8;
/**
 * What reading one message may cost, in characters looked at by the searches for a closing mark.
 * Ordinary text of the greatest length stays far below; some texts made on purpose need a hundred
 * times as much, and stay as they were typed.
 */
const MAX_SEARCHED = 2_000_000;

/** Consecutive lines that begin with `>`. */
const QUOTED_LINES = /^(?: {0,3}>[^\n]*(?:\n|$))+/;
const QUOTE_MARK = /^ {0,3}> ?/gm;
/** Items, what is indented under them, and blank lines. */
const LIST_LINES = /^(?:(?:[ \t][^\n]*|(?:[-*+]|\d{1,9}[.)])(?:[ \t][^\n]*)?|)(?:\n|$))+/;
/** A code block whose fence is closed again. */
const CLOSED_FENCE = /^ {0,3}(`{3,}|~{3,})[^\n]*\n(?:[^]*\n)? {0,3}\1[`~]* *\n?$/;
const DELIMITER = /^[*_~[!]/;

/** Reading the message costs more than it may. */
class TooCostly extends Error {}

/**
 * Reads what people use in a chat, and leaves the rest of Markdown alone: no headings, rules, tables,
 * HTML, indented code, definitions or references. A quote or a list ends with its last line that is
 * marked or indented: in a chat, what follows in the next line is the answer.
 */
class ChatTokenizer extends Tokenizer {
  #depth = 0;
  #searched = 0;

  #nested<T>(src: string, read: () => T | undefined): T | undefined {
    this.#searched += src.length;
    if (this.#searched > MAX_SEARCHED) throw new TooCostly();
    if (this.#depth >= MAX_NESTING) return undefined;
    this.#depth += 1;
    try {
      return read();
    } finally {
      this.#depth -= 1;
    }
  }

  override blockquote(src: string): Tokens.Blockquote | undefined {
    const raw = QUOTED_LINES.exec(src)?.[0];
    if (raw === undefined) return undefined;
    return this.#nested(raw, () => {
      const text = raw.replace(QUOTE_MARK, '');
      const { state } = this.lexer;
      const { top } = state;
      state.top = true;
      const tokens = this.lexer.blockTokens(text, []);
      state.top = top;
      return { type: 'blockquote', raw, text, tokens };
    });
  }

  override list(src: string): Tokens.List | undefined {
    const lines = LIST_LINES.exec(src)?.[0] ?? '';
    return lines === '' ? undefined : this.#nested(lines, () => super.list(lines));
  }

  override fences(src: string): Tokens.Code | undefined {
    const token = super.fences(src);
    return token !== undefined && CLOSED_FENCE.test(token.raw) ? token : undefined;
  }

  override emStrong(src: string, masked: string, before?: string) {
    if (!DELIMITER.test(src)) return undefined;
    return this.#nested(src, () => super.emStrong(src, masked, before));
  }

  override del(src: string, masked: string, before?: string) {
    if (!DELIMITER.test(src)) return undefined;
    return this.#nested(src, () => super.del(src, masked, before));
  }

  override link(src: string) {
    if (!DELIMITER.test(src)) return undefined;
    return this.#nested(src, () => super.link(src));
  }

  override code = () => undefined;
  override heading = () => undefined;
  override lheading = () => undefined;
  override hr = () => undefined;
  override html = () => undefined;
  override def = () => undefined;
  override table = () => undefined;
  override reflink = () => undefined;
  override br = () => undefined;
}

/** The tokens of a message, or null if it is not to be read as Markdown. Never throws. */
export function messageTokens(content: string): readonly Token[] | null {
  try {
    return new Lexer({ gfm: true, tokenizer: new ChatTokenizer() }).lex(content);
  } catch {
    // Too costly, or a text that the library has no answer to. Either way the conversation goes on,
    // with this message as it was typed.
    return null;
  }
}
