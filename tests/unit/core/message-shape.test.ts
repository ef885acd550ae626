import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import {
  FOLDED_LINES,
  isEmojiOnly,
  mayBeFormatted,
  mayBeLong,
} from '../../../src/core/message-shape.ts';

const emojiData = createRequire(import.meta.url).resolve('emojibase-data/en/compact.json');
const allEmoji = (
  JSON.parse(readFileSync(emojiData, 'utf8')) as {
    unicode: string;
    skins?: { unicode: string }[];
  }[]
).flatMap(({ unicode, skins = [] }) => [unicode, ...skins.map((skin) => skin.unicode)]);

describe('isEmojiOnly', () => {
  it('knows every emoji that the picker offers, alone and by threes', () => {
    const missed = allEmoji.filter((emoji) => !isEmojiOnly(emoji) || !isEmojiOnly(emoji.repeat(3)));
    expect(allEmoji.length).toBeGreaterThan(3_000);
    // Letters that only parts of flags are made of.
    expect(missed.filter((emoji) => !/^\p{RI}$/u.test(emoji))).toEqual([]);
  });

  it.each(['😀', '😀 😀', ' 😀\n😀 😀 ', '👩🏽‍🔬', '👨‍👩‍👧‍👦', '🇩🇪🇵🇹', '1️⃣', '❤️', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👍🏿'])(
    'draws %j larger',
    (text) => {
      expect(isEmojiOnly(text)).toBe(true);
    },
  );

  it.each([
    '',
    ' ',
    '1',
    '123',
    '#',
    '*',
    '©',
    '™',
    'a😀',
    '😀!',
    '😀😀😀😀',
    '❤',
    '\u200d',
    '\ufe0f',
    '🇩',
    `😀${'\u0301'.repeat(30)}`,
  ])('draws %j as any text', (text) => {
    expect(isEmojiOnly(text)).toBe(false);
  });
});

describe('mayBeFormatted', () => {
  it.each([
    '*a*',
    '_a_',
    '~a~',
    '`a`',
    '> a',
    'x\n> a',
    '- a',
    '+ a',
    '* a',
    'x\n  3) a',
    '[a](b)',
    'https://x.org',
    'www.x.org',
    'MAILTO:x',
    'a@b.org',
    '@Ann',
  ])('looks closer at %j', (text) => {
    expect(mayBeFormatted(text)).toBe(true);
  });

  it.each([
    'Hello, how are you?',
    'a - b',
    '1.5 of 3',
    '-3',
    'a > b',
    'x\ny',
    '# title',
    '[a]',
    'Привет! 你好',
  ])('draws %j as it is', (text) => {
    expect(mayBeFormatted(text)).toBe(false);
  });
});

describe('mayBeLong', () => {
  it('measures texts of many characters or lines only', () => {
    expect(mayBeLong('x'.repeat(300))).toBe(false);
    expect(mayBeLong('\n'.repeat(FOLDED_LINES - 1))).toBe(false);
    expect(mayBeLong('\n'.repeat(FOLDED_LINES))).toBe(true);
    expect(mayBeLong('x'.repeat(2_000))).toBe(true);
  });
});
