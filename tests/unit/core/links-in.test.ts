import { expect, test } from 'vitest';
import { linksIn } from '../../../src/core/links-in.ts';

test('links are found wherever they stand, each once and in order', () => {
  const content = [
    'See https://example.com/a and [the plan](https://example.com/b).',
    '> **https://example.com/a**',
    '- one: https://example.org/c',
  ].join('\n\n');
  expect(linksIn(content)).toEqual([
    'https://example.com/a',
    'https://example.com/b',
    'https://example.org/c',
  ]);
});

test('mail, code and what only looks like a link are none', () => {
  expect(linksIn('mailto:a@example.com `https://example.com` javascript:alert(1)')).toEqual([]);
});
