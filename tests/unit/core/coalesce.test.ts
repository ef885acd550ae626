import { describe, expect, test } from 'vitest';
import { coalesce } from '../../../src/core/coalesce.ts';
import { outgoing, outgoingChange, type NewChange } from '../../../src/core/compose.ts';
import { chatError } from '../../../src/core/errors.ts';
import type { ChatEvent } from '../../../src/core/events.ts';
import { reduce } from '../../../src/core/reduce.ts';
import type { Outgoing, OutgoingStatus } from '../../../src/core/outgoing.ts';
import { initialState } from '../../../src/core/state.ts';
import { ANNA, NOON, sampleMe, sampleMessage, SESSION, uuid } from '../../support/samples.ts';

const TARGET = uuid(1);
const stale = chatError('Conflict', 'stale', { code: 'stale', theirs: { rev: 8, content: 'b' } });

type Facts = Partial<Pick<Outgoing, 'status' | 'tried' | 'error'>>;

const message = (facts: Facts = {}): Outgoing => ({
  ...outgoing({ id: TARGET, sessionId: SESSION, authorId: ANNA, text: 'hello', at: NOON }),
  status: 'queued',
  ...facts,
});

const change = (n: number, what: NewChange, facts: Facts = {}): Outgoing => {
  const about = { id: uuid(n), sessionId: SESSION, messageId: TARGET, authorId: ANNA, at: NOON };
  return { ...outgoingChange(about, what), status: 'queued', ...facts };
};

const edit = (n: number, content: string, expectedRev: number, facts?: Facts): Outgoing =>
  change(n, { kind: 'edit', content, expectedRev }, facts);
const react = (n: number, on: boolean, facts?: Facts): Outgoing =>
  change(n, { kind: 'reaction', emoji: '👍', on }, facts);
const remove = (n: number, facts?: Facts): Outgoing => change(n, { kind: 'delete' }, facts);

/** Everything that can be left out, left out. */
function settled(...items: Outgoing[]): readonly Outgoing[] {
  let state = [
    { type: 'auth/signedIn', me: sampleMe() },
    { type: 'outbox/restored', items } as const,
  ].reduce((before, event) => reduce(before, event as ChatEvent), initialState);
  for (let step = coalesce(state.outbox); step !== null; step = coalesce(state.outbox)) {
    state = reduce(state, { type: 'outbox/coalesced', ...step });
  }
  return state.outbox;
}

/** What has to be followed, because it may be on the server. */
const UNDERWAY: readonly [string, Facts][] = [
  ['on the wire', { status: 'sending' }],
  ['tried before', { tried: true }],
];
const UNSENT: readonly OutgoingStatus[] = ['queued', 'paused', 'failed'];

describe('a message that is not sent yet', () => {
  test.each(UNSENT)('%s: an edit changes it', (status) => {
    const result = settled(message({ status }), edit(2, 'better', 0));
    expect(result).toMatchObject([{ kind: 'message', content: 'better', amended: true }]);
    expect(result[0]?.status).toBe(status === 'failed' ? 'queued' : status);
  });

  test.each(UNSENT)('%s: a deletion takes it along, and all that was to happen to it', (status) => {
    expect(settled(message({ status }), react(2, true), remove(3))).toEqual([]);
  });

  test.each(UNDERWAY)('%s: an edit and a deletion wait behind it', (_what, facts) => {
    const items = [message(facts), edit(2, 'better', 0)];
    expect(settled(...items)).toEqual(items);
    expect(settled(message(facts), remove(2)).map((item) => item.kind)).toEqual([
      'message',
      'delete',
    ]);
  });

  test('is left alone while the edit is not stored', () => {
    const items = [message(), edit(2, 'better', 0, { status: 'unsaved' })];
    expect(settled(...items)).toEqual(items);
  });

  test('that was sent by a try which was taken for lost is edited after all', () => {
    const [amended] = settled(message(), edit(2, 'better', 0));
    const state = reduce(
      { ...initialState, outbox: amended === undefined ? [] : [amended] },
      { type: 'message/received', message: sampleMessage(5, { id: TARGET, content: 'hello' }) },
    );
    expect(state.outbox).toMatchObject([
      { kind: 'edit', messageId: TARGET, content: 'better', expectedRev: 5, status: 'unsaved' },
    ]);
  });
});

describe('edits of one message', () => {
  test('the newer replaces the older, which nobody has seen', () => {
    expect(settled(edit(2, 'a', 3), edit(3, 'b', 5))).toMatchObject([
      // What both were to replace is what the person had seen when they began.
      { id: uuid(3), content: 'b', expectedRev: 3 },
    ]);
  });

  test('the newer replaces one that came too late: both texts had been seen by then', () => {
    const older = edit(2, 'a', 3, { status: 'failed', error: stale });
    expect(settled(older, edit(3, 'c', 3))).toMatchObject([{ content: 'c', expectedRev: 8 }]);
  });

  test.each(UNDERWAY)('an older one that is %s is followed', (_what, facts) => {
    const items = [edit(2, 'a', 3, facts), edit(3, 'b', 3)];
    expect(settled(...items)).toEqual(items);
  });
});

describe('reactions', () => {
  test('there and back again is nothing', () => {
    expect(settled(react(2, true), react(3, false))).toEqual([]);
  });

  test('there, back and there again is one', () => {
    expect(settled(react(2, true), react(3, false), react(4, true))).toMatchObject([{ on: true }]);
  });

  test('what was refused has not happened: to take it back is nothing, to repeat it is one', () => {
    const refused = react(2, true, { status: 'failed' });
    expect(settled(refused, react(3, false))).toEqual([]);
    expect(settled(refused, react(3, true))).toMatchObject([{ id: uuid(3) }]);
  });

  test.each(UNDERWAY)('one that is %s is followed by its opposite', (_what, facts) => {
    const items = [react(2, true, facts), react(3, false)];
    expect(settled(...items)).toEqual(items);
  });

  test('with different emoji have nothing to do with each other', () => {
    const other = change(3, { kind: 'reaction', emoji: '🎉', on: false });
    expect(settled(react(2, true), other)).toHaveLength(2);
  });
});

describe('a deletion', () => {
  test('makes every other change moot, before and after', () => {
    const items = [edit(2, 'a', 1), react(3, true), remove(4), react(5, true)];
    expect(settled(...items)).toMatchObject([{ kind: 'delete', id: uuid(4) }]);
  });

  test('that was refused holds up nothing', () => {
    const items = [remove(2, { status: 'failed' }), react(3, true)];
    expect(settled(...items)).toEqual(items);
  });
});

test('replayed, it does not bring back what has been', () => {
  const items = [message(), edit(2, 'better', 0)];
  const step = coalesce(items);
  expect(step).not.toBeNull();
  if (step === null) return;
  const event: ChatEvent = { type: 'outbox/coalesced', ...step };
  const started = [event, { type: 'outbox/sendStarted', id: TARGET } as const].reduce(reduce, {
    ...initialState,
    outbox: items,
  });
  expect(reduce(started, event)).toBe(started);
});
