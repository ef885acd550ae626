import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { pinsOf } from '../../../src/core/pins.ts';
import { startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { ANNA, SESSION, uuid } from '../../support/samples.ts';

const denied = chatError('Denied', 'You are not allowed to do this.');
const FIRST = uuid(4001);

/** A session on screen with one message. */
async function oneMessage() {
  const bench = await startLiveBench();
  bench.backend.broadcast(bench.backend.server.insert(FIRST));
  const pins = () => pinsOf(bench.state(), SESSION).map((pin) => pin.id);
  return { ...bench, pins };
}

describe('pins', () => {
  test('are there when the session is opened', async () => {
    const { backend, actions, pins } = await oneMessage();
    actions.closeSession();
    backend.server.pin(FIRST, ANNA, true);
    actions.openSession(SESSION);
    await settle();
    expect(pins()).toEqual([FIRST]);
  });

  test('show at once and are what the server says', async () => {
    const { backend, actions, pins, state } = await oneMessage();
    const release = backend.holdNext('pinMessage');
    const done = actions.pinMessage(SESSION, FIRST, true);
    await settle();
    expect(pins()).toEqual([FIRST]);
    release();
    await done;
    expect(pins()).toEqual([FIRST]);
    expect(state().pinWishes).toEqual({});
  });

  test('that are refused are taken back, with a note', async () => {
    const { backend, actions, pins, state } = await oneMessage();
    backend.failNext('pinMessage', denied);
    await actions.pinMessage(SESSION, FIRST, true);
    expect(pins()).toEqual([]);
    expect(state().note).toContain('not pinned');
    actions.dismissNote();
    expect(state().note).toBeNull();
  });
});

describe('wishes that follow each other', () => {
  test('to pin and unpin arrive in their order; the last one shows meanwhile', async () => {
    const { backend, actions, pins, state } = await oneMessage();
    const release = backend.holdNext('pinMessage');
    const done = [actions.pinMessage(SESSION, FIRST, true)];
    done.push(actions.pinMessage(SESSION, FIRST, false));
    await settle();
    expect(backend.count('pinMessage')).toBe(1);
    expect(pins()).toEqual([]);
    release();
    await Promise.all(done);
    expect(backend.count('pinMessage')).toBe(2);
    expect(pins()).toEqual([]);
    expect(state().pinWishes).toEqual({});
  });

  test('a refusal of the first does not take back the second', async () => {
    const { backend, actions, state } = await oneMessage();
    backend.failNext('setBookmark', denied);
    await Promise.all([
      actions.bookmark(SESSION, FIRST, true),
      actions.bookmark(SESSION, FIRST, false),
      actions.bookmark(SESSION, FIRST, true),
    ]);
    expect(state().bookmarked[SESSION]).toEqual([FIRST]);
    expect(backend.bookmarks.has(FIRST)).toBe(true);
  });
});

describe('bookmarks', () => {
  test('are kept at once, and taken back with a note if they are refused', async () => {
    const { backend, actions, state } = await oneMessage();
    backend.failNext('setBookmark', denied);
    const release = backend.holdNext('setBookmark');
    const done = actions.bookmark(SESSION, FIRST, true);
    await settle();
    expect(state().bookmarked[SESSION]).toEqual([FIRST]);
    release();
    await done;
    expect(state().bookmarked[SESSION]).toEqual([]);
    expect(state().note).toContain('not kept');
  });

  test('of other devices arrive', async () => {
    const { backend, state } = await oneMessage();
    backend.listener?.onEvent({
      type: 'bookmark',
      sessionId: SESSION,
      messageId: FIRST,
      on: true,
    });
    expect(state().bookmarked[SESSION]).toEqual([FIRST]);
  });

  test('are listed in pages', async () => {
    const { backend, actions, state } = await oneMessage();
    for (let n = 2; n <= 40; n += 1) backend.server.insert(uuid(4000 + n));
    for (const { id } of backend.server.all()) backend.bookmarks.add(id);
    actions.loadBookmarks(false);
    await settle();
    expect(state().bookmarks).toMatchObject({ status: 'ready', hasMore: true });
    actions.loadBookmarks(true);
    await settle();
    expect(state().bookmarks.items.map((item) => item.message.seq)).toEqual(
      Array.from({ length: 40 }, (_, n) => 40 - n),
    );
  });
});

test('a session that is marked unread stays so while it is open', async () => {
  const { actions, backend, clock, state } = await oneMessage();
  actions.see(SESSION, 1);
  await clock.advance(0);
  await settle();
  expect(state().sessions[SESSION]?.lastReadSeq).toBe(1);
  await actions.markUnreadFrom(SESSION, 1);
  expect(state().sessions[SESSION]).toMatchObject({ unreadCount: 1, lastReadSeq: 0 });
  actions.see(SESSION, 1);
  await clock.advance(1_000);
  expect(backend.count('markRead')).toBe(1);

  actions.closeSession();
  actions.openSession(SESSION);
  actions.see(SESSION, 1);
  await clock.advance(1_000);
  expect(backend.count('markRead')).toBe(2);
});

test('what could not be marked unread is read on, with a note', async () => {
  const { actions, backend, clock, state } = await oneMessage();
  backend.failNext('markUnreadFrom', chatError('Offline', 'No connection.'));
  await actions.markUnreadFrom(SESSION, 1);
  expect(state().note).toBe('The session was not marked as unread. No connection.');
  actions.see(SESSION, 1);
  await clock.advance(1_000);
  expect(state().sessions[SESSION]?.lastReadSeq).toBe(1);
});
