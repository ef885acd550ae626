import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Message } from '../../../src/core/model.ts';
import { messageAt, messagesAt, stateAt } from '../../../src/core/review-past.ts';
import type { ChangedMessage, FormerVersion } from '../../../src/core/review.ts';
import { emptyTimeline } from '../../../src/core/reduce-timeline.ts';
import { initialState } from '../../../src/core/state.ts';
import { NOON, sampleMessage, SESSION } from '../../support/samples.ts';

interface Past {
  message: Message;
  versions: FormerVersion[];
}

/** Does to a message what the database does: the former words become a version. */
function change(
  { message, versions }: Past,
  at: number,
  to: { content: string } | 'delete' | 'hidden',
): Past {
  const former: FormerVersion = {
    version: versions.length + 1,
    content: message.content,
    attachments: message.attachments,
    replacedAt: at,
    reason: typeof to === 'string' ? to : 'edit',
  };
  const next: Message =
    typeof to === 'string'
      ? {
          ...message,
          content: null,
          attachments: [],
          deletedAt: at,
          deletedBy: to === 'hidden' ? 'admin' : 'sender',
        }
      : { ...message, content: to.content, editedAt: at };
  return { message: next, versions: [...versions, former] };
}

const changedOf = (past: readonly Past[]): Record<string, ChangedMessage> =>
  Object.fromEntries(
    past
      .filter(({ versions }) => versions.length > 0)
      .map(({ message: { id, seq }, versions }) => [id, { messageId: id, seq, versions }]),
  );

const begin = (): Past => ({
  message: sampleMessage(1, { content: 'first', createdAt: NOON }),
  versions: [],
});

describe('messageAt', () => {
  const edited = change(begin(), NOON + 10, { content: 'second' });
  const twice = change(edited, NOON + 20, { content: 'third' });
  const removed = change(twice, NOON + 30, 'hidden');
  const changed = changedOf([removed])[removed.message.id];
  const at = (ms: number) => messageAt(removed.message, changed, NOON + ms);

  it('is nothing before it was sent', () => {
    expect(at(-1)).toBeNull();
  });

  it('has the words of its time, from the moment of each change on', () => {
    expect(at(0)).toMatchObject({ content: 'first', editedAt: null, deletedAt: null });
    expect(at(9)).toMatchObject({ content: 'first' });
    expect(at(10)).toMatchObject({ content: 'second', editedAt: NOON + 10 });
    expect(at(29)).toMatchObject({ content: 'third', editedAt: NOON + 20, deletedBy: null });
  });

  it('is what it is now from its last change on', () => {
    expect(at(30)).toBe(removed.message);
    expect(removed.message.deletedBy).toBe('admin');
  });

  it('is the same object while it says the same, so that its row is not drawn anew', () => {
    expect(at(9)).toBe(at(3));
    expect(at(9)).not.toBe(at(10));
  });

  it('of which nothing more is known than that it was deleted is a tombstone all along', () => {
    const gone = { ...removed.message };
    expect(messageAt(gone, undefined, NOON)).toBe(gone);
  });
});

test('stateAt shows what is quoted as it was, and nothing beyond the moment', () => {
  const edited = change(begin(), NOON + 10, { content: 'second' });
  const answer = sampleMessage(2, { replyTo: edited.message.id, createdAt: NOON + 5 });
  const state = {
    ...initialState,
    quoted: { [edited.message.id]: edited.message, gone: null },
    timelines: {
      [SESSION]: {
        ...emptyTimeline,
        status: 'ready' as const,
        messages: [edited.message, answer],
        hasNewer: true,
      },
    },
  };
  const shown = stateAt(state, SESSION, changedOf([edited]), NOON + 7);
  expect(shown.quoted[edited.message.id]?.content).toBe('first');
  expect(shown.quoted['gone']).toBeNull();
  expect(shown.timelines[SESSION]).toMatchObject({ hasNewer: false });
  expect(shown.timelines[SESSION]?.messages.map(({ content }) => content)).toEqual([
    'first',
    answer.content,
  ]);
  expect(stateAt(state, 'other', {}, NOON)).toBe(state);
});

/** What somebody may do, a moment after what was done before. */
const deeds = fc.array(
  fc.record({
    pick: fc.nat(),
    what: fc.constantFrom('send', 'edit', 'edit', 'delete', 'hidden'),
    gap: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 40 },
);

test('from the last state and the versions, every state in between can be had again', () => {
  fc.assert(
    fc.property(deeds, (all) => {
      let now = NOON;
      let past: Past[] = [];
      const seen: { at: number; messages: readonly Message[] }[] = [{ at: now, messages: [] }];
      for (const { pick, what, gap } of all) {
        now += gap;
        const standing = past.filter(({ message }) => message.deletedAt === null);
        const target = standing[pick % Math.max(standing.length, 1)];
        if (what === 'send' || target === undefined) {
          const message = sampleMessage(past.length + 1, { createdAt: now });
          past = [...past, { message, versions: [] }];
        } else {
          const to = what === 'edit' ? { content: `edited at ${now}` } : what;
          past = past.map((one) => (one === target ? change(one, now, to) : one));
        }
        seen.push({ at: now, messages: past.map(({ message }) => message) });
      }
      const messages = past.map(({ message }) => message);
      const changed = changedOf(past);
      for (const { at, messages: then } of seen) {
        expect(messagesAt(messages, changed, at)).toEqual(then);
      }
      expect(messagesAt(messages, changed, Infinity)).toEqual(messages);
    }),
  );
});
