import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mentionable, mentionParts, openMention } from '../../../src/core/mentions.ts';

const people = ['Theo Brandt', 'José Núñez', 'Theo', 'Nora Lind'].map((fullName) => ({ fullName }));
const found = (query: string) => mentionable(people, query).map(({ fullName }) => fullName);

describe('openMention', () => {
  it.each([
    ['@', 0, ''],
    ['@th', 0, 'th'],
    ['hello @Theo Br', 6, 'Theo Br'],
    ['(@no', 1, 'no'],
    ['line\n@', 5, ''],
  ])('finds the one at the end of %j', (text, from, query) => {
    expect(openMention(text, text.length)).toEqual({ from, query });
  });

  it.each(['', 'ann@example', '@ th', '@a\nb', '@@', `@${'x'.repeat(80)}`])(
    'finds none in %j',
    (text) => {
      expect(openMention(text, text.length)).toBeNull();
    },
  );

  it('looks only at what stands before the cursor', () => {
    expect(openMention('@th and more', 3)).toEqual({ from: 0, query: 'th' });
    expect(openMention('@th and more', 0)).toBeNull();
  });
});

describe('mentionable', () => {
  it('offers everybody at first, then by the beginnings of names', () => {
    expect(found('')).toHaveLength(4);
    expect(found('b')).toEqual(['Theo Brandt']);
    expect(found('jose nu')).toEqual(['José Núñez']);
    expect(found('eo')).toEqual([]);
  });

  it('offers nobody whose whole name stands there: Enter is to send', () => {
    expect(found('theo')).toEqual(['Theo Brandt']);
    expect(found('Theo Brandt')).toEqual([]);
    expect(found('Theo Brandt ')).toEqual([]);
  });
});

describe('mentionParts', () => {
  const names = people.map(({ fullName }) => fullName);
  const mentioned = (text: string) =>
    mentionParts(text, names).flatMap(({ name }) => (name === null ? [] : [name]));

  it.each([
    ['@Theo Brandt, hello', ['Theo Brandt']],
    ['hi @theo and @NORA LIND!', ['Theo', 'Nora Lind']],
    ['@Theo@Nora Lind', ['Theo']],
    ['@Theodor, ann@theo, @@Theo', []],
    ['(@José Núñez)', ['José Núñez']],
  ])('finds in %j', (text, expected) => {
    expect(mentioned(text)).toEqual(expected);
  });

  it('takes names for what they are, not for patterns', () => {
    expect(mentionParts('@A.B', ['A.B', '(x', '\\', '[a]', 'a-z'])[0]?.name).toBe('A.B');
    expect(mentionParts('@AxB', ['A.B'])).toEqual([{ text: '@AxB', name: null }]);
  });

  it('loses and invents nothing, whatever names are', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.string({ unit: 'grapheme' })),
        (text, some) => {
          const whole = some.map((name) => `${text}@${name}`).join(' ');
          expect(
            mentionParts(whole, some)
              .map((part) => part.text)
              .join(''),
          ).toBe(whole);
        },
      ),
    );
  });
});
