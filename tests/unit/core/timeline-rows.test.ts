import { describe, expect, it } from 'vitest';
import { outgoing } from '../../../src/core/compose.ts';
import { timelineRows, type TimelineRow } from '../../../src/core/timeline-rows.ts';
import { ANNA, BEN, NOON, sampleMessage, SESSION, uuid } from '../../support/samples.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);
const queued = (n: number, at = NOON) =>
  outgoing({ id: uuid(n), sessionId: SESSION, authorId: ANNA, text: `out ${n}`, at });

const shape = (rows: readonly TimelineRow[]): readonly string[] =>
  rows.map((row) =>
    row.kind === 'message'
      ? `${row.content ?? '(deleted)'}${row.first ? ' first' : ''}${row.last ? ' last' : ''}`
      : row.kind,
  );

describe('timelineRows', () => {
  it('is empty for an empty session', () => {
    expect(timelineRows([], [], null, dayOf, true)).toEqual([]);
  });

  it('groups what one person writes within minutes', () => {
    const messages = [
      sampleMessage(1, { createdAt: NOON }),
      sampleMessage(2, { createdAt: NOON + MINUTE }),
      sampleMessage(3, { createdAt: NOON + 2 * MINUTE }),
      sampleMessage(4, { createdAt: NOON + 8 * MINUTE }),
      sampleMessage(5, { createdAt: NOON + 8 * MINUTE, senderId: ANNA }),
    ];
    expect(shape(timelineRows(messages, [], null, dayOf, true))).toEqual([
      'day',
      'message 1 first',
      'message 2',
      'message 3 last',
      'message 4 first last',
      'message 5 first last',
    ]);
  });

  it('never groups system messages', () => {
    const messages = [1, 2].map((seq) => sampleMessage(seq, { type: 'system', senderId: null }));
    expect(shape(timelineRows(messages, [], null, dayOf, true))).toEqual([
      'day',
      'message 1 first last',
      'message 2 first last',
    ]);
  });

  it('separates days, also within a group', () => {
    const messages = [
      sampleMessage(1, { createdAt: NOON }),
      sampleMessage(2, { createdAt: NOON + DAY }),
    ];
    expect(shape(timelineRows(messages, [], null, dayOf, true))).toEqual([
      'day',
      'message 1 first last',
      'day',
      'message 2 first last',
    ]);
  });

  it('draws the unread line once, before the first unread message', () => {
    const messages = [1, 2, 3].map((seq) => sampleMessage(seq));
    expect(shape(timelineRows(messages, [], 2, dayOf, true))).toEqual([
      'day',
      'message 1 first last',
      'unread',
      'message 2 first',
      'message 3 last',
    ]);
    expect(shape(timelineRows(messages, [queued(9)], 4, dayOf, true))).not.toContain('unread');
  });

  it('puts what is on its way at the end, joined to what the sender wrote before', () => {
    const rows = timelineRows(
      [sampleMessage(1, { senderId: BEN }), sampleMessage(2, { senderId: ANNA })],
      [queued(9, NOON + MINUTE)],
      null,
      dayOf,
      true,
    );
    expect(shape(rows)).toEqual(['day', 'message 1 first last', 'message 2 first', 'out 9 last']);
    expect(rows.at(-1)).toMatchObject({ seq: null, sending: 'unsaved', key: uuid(9) });
  });

  it('keeps the key when a message is accepted', () => {
    const before = timelineRows([], [queued(9)], null, dayOf, true);
    const after = timelineRows([sampleMessage(1, { id: uuid(9) })], [], null, dayOf, true);
    expect(after.map((row) => row.key)).toEqual(before.map((row) => row.key));
  });

  it('gives every row its own key even if clocks lie', () => {
    const messages = [0, 1, 0, 1].map((day, at) =>
      sampleMessage(at + 1, { createdAt: NOON + day * DAY }),
    );
    const keys = timelineRows(messages, [], null, dayOf, true).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('never changes a row when the page before it arrives', () => {
    const at = (seq: number): number => NOON + Math.floor(seq / 3) * DAY + seq * MINUTE;
    const history = Array.from({ length: 12 }, (_, n) =>
      sampleMessage(n + 1, { createdAt: at(n + 1) }),
    );
    for (let loaded = 2; loaded < history.length; loaded += 1) {
      const later = timelineRows(history.slice(-loaded), [], 7, dayOf, false);
      const earlier = timelineRows(history, [], 7, dayOf, true);
      expect(earlier.slice(-later.length)).toEqual(later);
    }
  });

  it('shows nothing of a deleted message', () => {
    const rows = timelineRows([sampleMessage(1, { deletedAt: NOON })], [], null, dayOf, true);
    expect(rows.at(-1)).toMatchObject({ content: null });
  });
});
