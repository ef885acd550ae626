import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formattedText, type Block, type Inline } from '../../../src/core/formatted-text.ts';
import { MAX_NESTING } from '../../../src/core/message-lexer.ts';
import { MAX_MESSAGE_CHARACTERS } from '../../../src/core/model.ts';

/** The tree in one line: `b(…)` bold, `i(…)`, `s(…)` strike, `c(…)` code, `a(…)` link. */
function inline(node: Inline): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return `c(${node.text})`;
    case 'link':
      return `a(${node.children.map(inline).join('')})${node.host === null ? '' : `<${node.host}>`}`;
    default:
      return `${{ strong: 'b', em: 'i', del: 's' }[node.kind]}(${node.children.map(inline).join('')})`;
  }
}
function block(node: Block): string {
  switch (node.kind) {
    case 'text':
      return node.children.map(inline).join('');
    case 'code':
      return `pre(${node.info}:${node.text})`;
    case 'quote':
      return `q(${node.blocks.map(block).join('|')})`;
    case 'list':
      return `${node.ordered ? 'ol' : 'ul'}(${node.items.map((item) => `${item.marker} ${item.blocks.map(block).join('|')}`).join(';')})`;
  }
}
const read = (text: string): string => formattedText(text).map(block).join('|');

/** Every link in the tree. */
function links(blocks: readonly Block[]): (Inline & { kind: 'link' })[] {
  const within = (node: Inline): (Inline & { kind: 'link' })[] => {
    if (node.kind === 'text' || node.kind === 'code') return [];
    const inner = node.children.flatMap(within);
    return node.kind === 'link' ? [node, ...inner] : inner;
  };
  return blocks.flatMap((node) => {
    if (node.kind === 'text') return node.children.flatMap(within);
    if (node.kind === 'quote') return links(node.blocks);
    return node.kind === 'list' ? node.items.flatMap((item) => links(item.blocks)) : [];
  });
}

/** How deep elements lie in one another. */
function depth(blocks: readonly Block[]): number {
  const inlineDepth = (node: Inline): number =>
    'children' in node ? 1 + Math.max(0, ...node.children.map(inlineDepth)) : 0;
  const of = (node: Block): number => {
    if (node.kind === 'text') return Math.max(0, ...node.children.map(inlineDepth));
    if (node.kind === 'code') return 0;
    return (
      1 + depth(node.kind === 'quote' ? node.blocks : node.items.flatMap((item) => item.blocks))
    );
  };
  return Math.max(0, ...blocks.map(of));
}

describe('formattedText', () => {
  it.each([
    ['**bold** and __bold__', 'b(bold) and b(bold)'],
    ['*italic* and _italic_', 'i(italic) and i(italic)'],
    ['~~gone~~ and ~gone~', 's(gone) and s(gone)'],
    ['**bold _and italic_**', 'b(bold i(and italic))'],
    ['`code *as is*`', 'c(code *as is*)'],
    ['`` a`b ``', 'c(a`b)'],
    ['`two\nlines`', 'c(two\nlines)'],
    ['```\nlet a = 1;\n  a += 1;\n```', 'pre(:let a = 1;\n  a += 1;)'],
    ['before\n```ts\n*a*\n```\nafter', 'before\n|pre(ts:*a*)|after'],
    ['- a\n- b', 'ul(- a;- b)'],
    ['* a\n* b\nthanks', 'ul(* a;* b)|thanks'],
    ['3. a\n7. b', 'ol(3. a;7. b)'],
    ['1) a\n2) b', 'ol(1) a;2) b)'],
    ['- a\n  - b\n  - c\n- d', 'ul(- a\n|ul(- b;- c);- d)'],
    ['> said\n> this\nanswer', 'q(said\nthis\n)|answer'],
    ['> a\n> > b', 'q(a\n|q(b))'],
    ['> - *a*', 'q(ul(- i(a)))'],
    ['[text](https://example.org/x)', 'a(text)'],
    ['[**bold**](https://example.org)', 'a(b(bold))'],
    ['**https://example.org/a*b**', 'b(a(https://example.org/a*b))'],
    [
      'https://example.org/a_b_c and www.example.org.',
      'a(https://example.org/a_b_c) and a(www.example.org).',
    ],
    ['one\ntwo\n\n\n\nthree', 'one\ntwo\n\n\n\nthree'],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '# heading',
    'heading\n=======',
    'heading\n---',
    '---',
    '* * *',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '<b>html</b> <!-- x --> <img src=x onerror="alert(1)">',
    '<script>\nalert(1)\n</script>',
    '<a href="/x" title="*x*">',
    '![image](x.png)',
    '[text][ref]',
    '[ref]: /nowhere "title"',
    '    indented code\n\n    more',
    '2 * 3 * 4',
    'snake_case_name and _private',
    String.raw`\*escaped\* C:\_temp\#x ¯\_(ツ)_/¯`,
    '&lt;b&gt; &#33; &amp;',
    'a  \nb\\\nc',
    '```\nnever closed',
    '~~~',
    '****',
    '[]() [ ]( ) [a]()',
    '[a](b) [a](/b) [a](#b) [a](//example.org/b)',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](java&#115;cript:alert(1))',
    '[a](\u0001javascript:alert(1))',
    '[a](java\u00adscript:alert(1))',
    '[a](javascript://example.org/%0aalert(1))',
    '[a](javascript:a@b)',
    '[a](data:text/html,<script>alert(1)</script>)',
    '[a](vbscript:x) [a](file:///etc/passwd) [a](blob:x) [a](ftp://x)',
    '[a](https://)',
    '[a](x:y@z)',
    '\u202etxt.exe\u202c z\u0351\u0352\u0353algo',
    'Plain.\n\n\nText',
  ])('leaves %j as it was typed', (text) => {
    const blocks = formattedText(text);
    expect(read(text)).toBe(text);
    expect(links(blocks)).toEqual([]);
  });

  it.each([
    '[a](https://bank.example@evil.example/)',
    '[a](https://evil.example/\u202egnp.exe)',
    '[a](https://evil.example "title")',
    '[a]( https://user:pass@evil.example )',
  ])('links no text to what %j points to', (text) => {
    expect(links(formattedText(text)).some((link) => link.target !== '')).toBe(false);
  });

  it.each([
    ['[docs](https://example.org/a)', null],
    ['[example.org](https://example.org/a)', null],
    ['[https://example.org](https://example.org/a)', null],
    ['[bank.example](https://evil.example/)', 'evil.example'],
    ['[https://bank.example/login](https://evil.example/)', 'evil.example'],
    ['[see bank.example now](https://evil.example:8080/)', 'evil.example:8080'],
    ['[bank\u2024example](https://evil.example)', 'evil.example'],
    ['[ba\u200bnk.exa\u200bmple](https://evil.example)', 'evil.example'],
    ['[\u202eelpmaxe knab](https://evil.example)', 'evil.example'],
    ['[bank.example](https://bаnk.example)', 'xn--bnk-6cd.example'],
    ['[**bank.example**](https://evil.example)', 'evil.example'],
    ['[ann@example.org](mailto:ann@example.org)', null],
    ['[ann@example.org](mailto:eve@example.org)', 'eve@example.org'],
    ['[https://bank.example](www.evil.example)', 'www.evil.example'],
  ])('shows behind %j where it leads', (text, host) => {
    expect(links(formattedText(text)).map((link) => link.host)).toEqual([host]);
  });

  const hostile: [string, string][] = [
    '*',
    '_',
    '~',
    '`',
    '[',
    ']',
    '>',
    '> ',
    '- ',
    '1. ',
    '#',
    '<',
    '!',
    '\\',
    '|',
    '*a',
    '*a_',
    '__a_ ',
    '**a *b ',
    '~~a ',
    '[a](',
    '[a](b',
    '![a](',
    '[[a]',
    '](',
    '- > ',
    '> - ',
    '1) > - ',
    '- a\n',
    '>\n',
    '``` ',
    '```\n',
    '`a',
    '<a',
    '<!--',
    '&#',
    'a@',
    'www.',
    'http://',
    '\n',
    '\u202e',
    'e\u0301\u0302',
    '😀',
    '𝒳*',
    '*_[',
    '"*',
    '\t- ',
  ].map((piece) => [JSON.stringify(piece), piece.repeat(MAX_MESSAGE_CHARACTERS / piece.length)]);
  hostile.push(
    ['"*" opened and closed', '*a '.repeat(1_600) + 'a* '.repeat(1_600)],
    ['"[" opened and closed', '['.repeat(5_000) + '](a)'.repeat(1_250)],
    ['quotes 1,000 deep', `${'>'.repeat(1_000)} a`],
    ['stairs of lists', Array.from({ length: 130 }, (_, n) => `${' '.repeat(n)}- a`).join('\n')],
  );
  it.each(hostile)('reads a message full of %s in bounds', (_name, text) => {
    // Without bounds some of these take seconds, and some end in a stack overflow.
    const blocks = formattedText(text);
    expect(depth(blocks)).toBeLessThanOrEqual(2 * MAX_NESTING + 1);
    expect(withoutMarks(shown(blocks))).toBe(withoutMarks(text.replace(/\r\n?/g, '\n')));
  });

  /** What a person sees, and the addresses behind links. */
  function shown(blocks: readonly Block[]): string {
    const within = (node: Inline): string => {
      if ('text' in node) return node.text;
      return node.children.map(within).join('') + (node.kind === 'link' ? node.target : '');
    };
    return blocks
      .map((node) => {
        if (node.kind === 'text') return node.children.map(within).join('');
        if (node.kind === 'code') return node.info + node.text;
        if (node.kind === 'quote') return shown(node.blocks);
        return node.items.map((item) => item.marker + shown(item.blocks)).join('');
      })
      .join('');
  }
  /** Marks may go; everything else must be there, in order. */
  const withoutMarks = (text: string): string => text.replace(/[\s*_~`>[]/g, '');

  it('shows all that was typed and nothing else, whatever that is', () => {
    const piece = fc.constantFrom(
      '*',
      '**',
      '_',
      '~~',
      '`',
      '```',
      '```js\n',
      '\n```\n',
      '> ',
      '\n> ',
      '- ',
      '\n- ',
      '\n  - ',
      '1. ',
      '\n2) ',
      '\n',
      '\n\n',
      '[',
      '](',
      ')',
      '](https://example.org)',
      'https://',
      'www.x.org',
      'a@b.org',
      '<b>',
      '<!--',
      '&amp;',
      '&#42;',
      '\\',
      '|',
      '\n|-|',
      '# ',
      '\n===\n',
      '\n---\n',
      '![',
      '[x]: y',
      '    ',
      '\t',
      ' ',
      'word',
      '[ ] ',
      '\r\n',
      '😀',
      '\u202e',
      '"',
      'javascript:',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .array(fc.oneof({ weight: 5, arbitrary: piece }, fc.string()), { maxLength: 40 })
        .map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (content) => {
        const blocks = formattedText(content);
        expect(withoutMarks(shown(blocks))).toBe(withoutMarks(content));
        for (const link of links(blocks)) expect(link.href).toMatch(/^(?:https?:\/\/|mailto:)/);
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps every line break of text without formatting', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', ' ', '\n', '# ', 'b c')), (pieces) => {
        const text = pieces.join('');
        fc.pre(text.trim() !== '');
        expect(read(text)).toBe(text);
      }),
    );
  });
});
