/**
 * Splits SQL text into its statements, without the semicolons. Knows quotes, dollar quotes, nested
 * comments and SQL-standard function bodies (`begin atomic … end`). The result is only recorded,
 * never run, so a wrong cut would be cosmetic.
 */
export function splitStatements(text: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let position = 0;
  let atomicDepth = 0;
  const push = (end: number) => {
    const statement = text.slice(start, end).trim();
    if (statement !== '') statements.push(statement);
  };
  while (position < text.length) {
    const skipped = skipQuoted(text, position);
    if (skipped > position) {
      position = skipped;
      continue;
    }
    const word = /^[a-z_][a-z0-9_]*/i.exec(text.slice(position, position + MAX_WORD))?.[0];
    if (word !== undefined) {
      const lower = word.toLowerCase();
      if (lower === 'begin' && /^begin\s+atomic\b/i.test(text.slice(position, position + 40)))
        atomicDepth += 1;
      else if (atomicDepth > 0 && lower === 'case') atomicDepth += 1;
      else if (atomicDepth > 0 && lower === 'end') atomicDepth -= 1;
      position += word.length;
      continue;
    }
    if (text[position] === ';' && atomicDepth === 0) {
      push(position);
      start = position + 1;
    }
    position += 1;
  }
  push(text.length);
  return statements;
}

/** PostgreSQL cuts identifiers at 63 bytes; a longer word is read in pieces, which is harmless. */
const MAX_WORD = 64;

/** The position after the quoted or commented part that begins here, or the same position. */
function skipQuoted(text: string, position: number): number {
  const two = text.slice(position, position + 2);
  if (two === '--') return endOr(text, text.indexOf('\n', position));
  if (two === '/*') return skipComment(text, position);
  const first = text[position];
  if (first === "'" || first === '"') {
    const escapes = first === "'" && /e$/i.test(text.slice(position - 1, position));
    return skipQuotes(text, position, first, escapes);
  }
  if (first === '$') {
    const tag = /^\$(?:[a-z_][a-z0-9_]*)?\$/i.exec(text.slice(position, position + MAX_WORD))?.[0];
    if (tag === undefined) return position;
    const close = text.indexOf(tag, position + tag.length);
    return close === -1 ? text.length : close + tag.length;
  }
  return position;
}

function endOr(text: string, index: number): number {
  return index === -1 ? text.length : index + 1;
}

function skipComment(text: string, position: number): number {
  let depth = 0;
  for (let at = position; at < text.length; at += 1) {
    const two = text.slice(at, at + 2);
    if (two === '/*') depth += 1;
    else if (two === '*/') depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function skipQuotes(text: string, position: number, quote: string, escapes: boolean): number {
  for (let at = position + 1; at < text.length; at += 1) {
    if (escapes && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (text[at + 1] !== quote) return at + 1;
      at += 1;
    }
  }
  return text.length;
}
