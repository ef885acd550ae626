import { describe, expect, it, test } from 'vitest';
import { quoteWords, reactionWords, reactorWords } from '../../../src/core/message-words.ts';
import type { Attachment } from '../../../src/core/model.ts';
import { ANNA, BEN, NOON, sampleMessage, uuid } from '../../support/samples.ts';

const file = (name: string): Attachment => ({
  path: name,
  name,
  size: 1,
  mime: 'application/pdf',
  width: null,
  height: null,
});

describe('quoteWords', () => {
  it.each([
    ['its text in one line', { content: ' two\n lines ' }, 'two lines'],
    ['a file', { content: null, attachments: [file('a.pdf')] }, 'a.pdf'],
    [
      'several files',
      { content: '', attachments: [file('a.pdf'), file('b.pdf'), file('c.pdf')] },
      'a.pdf and 2 more',
    ],
    ['what is gone', { content: null, deletedAt: NOON }, 'This message was deleted'],
  ])('%s', (_name, changes, words) => {
    expect(quoteWords(sampleMessage(1, changes))).toBe(words);
  });
});

describe('reactionWords', () => {
  it.each([
    [[BEN], '👍 1 reaction'],
    [[BEN, ANNA], '👍 2 reactions, including yours'],
  ])('%#', (userIds, words) => {
    expect(reactionWords({ emoji: '👍', userIds }, ANNA)).toBe(words);
  });
});

test('reactorWords puts oneself first', () => {
  const nameOf = (id: string): string => (id === BEN ? 'Ben' : 'Cleo');
  const words = (userIds: readonly string[]) =>
    reactorWords({ emoji: '👍', userIds }, ANNA, nameOf);
  expect(words([BEN])).toBe('Ben');
  expect(words([BEN, ANNA])).toBe('You and Ben');
  expect(words([BEN, uuid(3), ANNA])).toBe('You, Ben and Cleo');
});
