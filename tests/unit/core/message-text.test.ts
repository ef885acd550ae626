import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageParts } from '../../../src/core/message-text.ts';

const links = (text: string): readonly (readonly [string, string])[] =>
  messageParts(text).flatMap((part) => (part.kind === 'link' ? [[part.text, part.href]] : []));

describe('messageParts', () => {
  it('keeps text without addresses as one piece', () => {
    expect(messageParts('Hello, how are you?')).toEqual([
      { kind: 'text', text: 'Hello, how are you?' },
    ]);
  });

  it.each([
    ['see https://example.com/a?b=1#c now', 'https://example.com/a?b=1#c'],
    ['(https://example.com/a)', 'https://example.com/a'],
    ['https://example.com/a_(b)', 'https://example.com/a_(b)'],
    ['https://example.com.', 'https://example.com'],
    ['HTTP://example.com/X!', 'HTTP://example.com/X'],
    ['www.example.com, please', 'www.example.com'],
    ['write to anna.b+c@mail.example.org.', 'anna.b+c@mail.example.org'],
    ['mailto:anna@example.org', 'mailto:anna@example.org'],
  ])('finds the address in %j', (text, shown) => {
    expect(links(text).map(([part]) => part)).toEqual([shown]);
  });

  it('sends bare addresses to https and mailto', () => {
    expect(links('www.example.com anna@example.org').map(([, href]) => href)).toEqual([
      'https://www.example.com/',
      'mailto:anna@example.org',
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x file:///etc/passwd ftp://example.com',
    'https://',
    'mailto:nobody',
    'https://bank.example@evil.example/login',
    'https://evil.example/\u202egnp.exe',
    '<img src=x onerror=alert(1)>',
  ])('does not link %j', (text) => {
    expect(links(text)).toEqual([]);
  });

  it('loses and invents nothing, and links only http(s) and mailto', () => {
    const piece = fc.constantFrom(
      'https://',
      'www.',
      'mailto:',
      '@',
      'a.b',
      '.',
      '(',
      ')',
      ' ',
      '\n',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(piece, fc.string())).map((p) => p.join('')),
    );
    fc.assert(
      fc.property(text, (content) => {
        const parts = messageParts(content);
        expect(parts.map((part) => part.text).join('')).toBe(content);
        for (const part of parts) {
          if (part.kind === 'link') expect(part.href).toMatch(/^(?:https?|mailto):/);
        }
      }),
    );
  });

  it('is quick on text made to be slow', () => {
    expect(links('www.'.repeat(2_500)).length).toBeGreaterThan(0);
    expect(links('a@'.repeat(5_000))).toEqual([]);
    expect(links(`https://example.com/${')'.repeat(9_000)}`)).toHaveLength(1);
  });
});
