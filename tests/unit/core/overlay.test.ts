import { describe, expect, test } from 'vitest';
import { outgoing, outgoingChange, type NewChange } from '../../../src/core/compose.ts';
import { overlay } from '../../../src/core/overlay.ts';
import type { OutgoingChange } from '../../../src/core/outgoing.ts';
import { timelineRows, type MessageRow } from '../../../src/core/timeline-rows.ts';
import { ANNA, BEN, NOON, sampleMessage, SESSION, uuid } from '../../support/samples.ts';

const message = sampleMessage(1, { content: 'before' });

let made = 0;
const change = (what: NewChange, more: Partial<OutgoingChange> = {}): OutgoingChange => {
  const base = { sessionId: SESSION, messageId: message.id, authorId: ANNA, at: NOON };
  const item = outgoingChange({ ...base, id: uuid(500 + (made += 1)) }, what);
  return { ...item, status: 'queued', ...more } as OutgoingChange;
};
const edit = (content: string): NewChange => ({ kind: 'edit', content, expectedRev: 1 });
const react = (emoji: string, on: boolean): NewChange => ({ kind: 'reaction', emoji, on });

const dayOf = (): string => 'today';
const rowsOf = (
  messages: readonly (typeof message)[],
  outbox: Parameters<typeof timelineRows>[1],
) => timelineRows(messages, outbox, null, dayOf, true);
const messageRows = (...parameters: Parameters<typeof rowsOf>): MessageRow[] =>
  rowsOf(...parameters).flatMap((row) => (row.kind === 'message' ? [row] : []));

describe('a message with changes on their way', () => {
  test('is itself when there are none', () => {
    expect(overlay(message, undefined)).toBe(message);
    expect(overlay(message, [])).toBe(message);
  });

  test('has the newest text, and is edited', () => {
    const shown = overlay(message, [change(edit('a')), change(edit('b'))]);
    expect(shown).toMatchObject({ content: 'b', editedAt: NOON });
  });

  test('has nothing left once it is being deleted, whatever comes after', () => {
    const shown = overlay(message, [change({ kind: 'delete' }), change(edit('too late'))]);
    expect(shown).toMatchObject({ content: null, deletedAt: NOON, deletedBy: 'sender' });
  });

  test('counts reactions in and out, and drops an emoji that nobody uses any more', () => {
    const liked = { ...message, reactions: [{ emoji: '👍', userIds: [BEN] }] };
    const joined = overlay(liked, [change(react('👍', true)), change(react('🎉', true))]);
    expect(joined.reactions).toEqual([
      { emoji: '👍', userIds: [BEN, ANNA] },
      { emoji: '🎉', userIds: [ANNA] },
    ]);
    expect(overlay(joined, [change(react('🎉', false))]).reactions).toHaveLength(1);
    expect(overlay(liked, [change(react('👍', false))])).toBe(liked);
  });

  test('is as the server has it where a change was refused', () => {
    expect(overlay(message, [change(edit('no'), { status: 'failed' })])).toBe(message);
  });
});

describe('rows with changes on their way', () => {
  test('show them, and say what is on its way', () => {
    const pending = change(edit('after'));
    expect(messageRows([message], [pending])).toMatchObject([
      { content: 'after', edited: true, changes: [pending], sending: null },
    ]);
  });

  test('show them in a message that is itself on its way', () => {
    const item = outgoing({ id: uuid(9), sessionId: SESSION, authorId: ANNA, text: 'x', at: NOON });
    const pending = { ...change(edit('y')), messageId: item.id } as OutgoingChange;
    expect(messageRows([], [item, pending])).toMatchObject([{ content: 'y', sending: 'unsaved' }]);
  });

  test('keep a refused change at its message', () => {
    const refused = change(edit('mine'), { status: 'failed' });
    expect(messageRows([message], [refused])).toMatchObject([
      { content: 'before', changes: [refused] },
    ]);
  });

  test('put a refused change at the end when its message is not loaded', () => {
    const refused = change(edit('mine'), { status: 'failed' });
    const other = sampleMessage(2);
    expect(rowsOf([other], [refused]).at(-1)).toMatchObject({ kind: 'change', change: refused });
    expect(rowsOf([other], [change(edit('pending'))]).at(-1)?.kind).toBe('message');
  });

  test('are the same objects where nothing changed, and keep their keys where something did', () => {
    const messages = [message, sampleMessage(2), sampleMessage(3)];
    const before = messageRows(messages, []);
    const pending = [change(react('👍', true))];
    const after = messageRows(messages, pending);
    expect(after.map((row) => row.key)).toEqual(before.map((row) => row.key));
    expect(after[0]).not.toBe(before[0]);
    expect(after.slice(1).every((row, at) => row === before[at + 1])).toBe(true);
    // The row of a changed message is made once, too.
    expect(messageRows([...messages], [...pending])[0]).toBe(after[0]);
    expect(messageRows(messages, [])[0]).toEqual(before[0]);
  });
});
