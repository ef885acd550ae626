import { describe, expect, onTestFinished, test } from 'vitest';
import type { Notification } from '../../../src/core/notifications.ts';
import type { BrowserNote } from '../../../src/lib/browser-notifications.ts';
import { createChatStore } from '../../../src/store/store.ts';
import { createEar } from '../../../src/sync/ear.ts';
import { createNotifications } from '../../../src/sync/notifications.ts';
import { defaultWaits } from '../../../src/sync/waits.ts';
import { chatError } from '../../../src/core/errors.ts';
import { createFakeEnvironment } from '../../support/engine.ts';
import { FakeBackend } from '../../support/fake-backend.ts';
import { createFakeClock, settle } from '../../support/fake-clock.ts';
import { sampleNotification } from '../../support/sample-notifications.ts';
import { sampleMe, SESSION, uuid } from '../../support/samples.ts';

const ME = sampleMe();
/** Until the first of a burst is on screen. */
const SOON_MS = 200;
const SECOND_MS = 1_000;

/** A message in the `n`th session, or the `more`th of them there. */
const message = (n: number, more = 1): Notification =>
  sampleNotification(n, {
    sessionId: uuid(100 + n),
    count: more,
    version: more,
    lastSeq: more,
    raisedAt: sampleNotification(n).raisedAt + more,
  });

/** A tab of somebody who is signed in and has nothing unread; it leads unless told otherwise. */
async function startTab({ leads = true, visible = true } = {}) {
  const store = createChatStore();
  const backend = new FakeBackend();
  const clock = createFakeClock();
  const environment = createFakeEnvironment();
  environment.set({ visible });
  let chimes = 0;
  const shown = new Map<string, BrowserNote & { click: () => void }>();
  store.dispatch({ type: 'auth/signedIn', me: ME });
  store.dispatch({ type: 'tab/led', leads });
  const context = { store, backend, clock, environment, me: ME, waits: defaultWaits };
  const random = (): number => 0.5;
  const part = await createNotifications(
    { ...context, random },
    createEar({ ...context, random }),
    {
      chime: () => {
        chimes += 1;
      },
      notify: (note, click) => {
        const mine = { ...note, click };
        shown.set(note.tag, mine);
        return () => {
          if (shown.get(note.tag) === mine) shown.delete(note.tag);
        };
      },
    },
  );
  onTestFinished(() => {
    part.stop();
    expect(clock.pending()).toBe(0);
    expect(shown.size).toBe(0);
  });
  await part.look();
  const hear = (...news: Notification[]): void => {
    for (const notification of news) store.dispatch({ type: 'notifications/heard', notification });
  };
  return {
    store,
    backend,
    clock,
    environment,
    hear,
    shown,
    chimes: () => chimes,
    cards: () => store.getState().alerts.toasts.map(({ items }) => items.map(({ id }) => id)),
  };
}

describe('a burst', () => {
  test('fifty messages in five sessions are one card and one sound', async () => {
    const { hear, clock, cards, chimes, store } = await startTab();
    for (let n = 0; n < 50; n += 1) hear(message(1 + (n % 5), 1 + Math.floor(n / 5)));
    await clock.advance(SOON_MS);
    expect(cards()).toHaveLength(1);
    expect(store.getState().alerts.toasts[0]?.items.map(({ count }) => count)).toEqual([
      10, 10, 10, 10, 10,
    ]);
    await clock.advance(10 * SECOND_MS);
    expect([cards().length, chimes()]).toEqual([1, 1]);
  });

  test('the first is shown at once, what follows within a second joins it', async () => {
    const { hear, clock, cards, chimes } = await startTab();
    hear(message(1));
    await clock.advance(SOON_MS);
    expect(cards()).toEqual([[message(1).id]]);
    hear(message(2));
    await clock.advance(SOON_MS);
    expect(cards()).toEqual([[message(1).id]]);
    await clock.advance(SECOND_MS);
    expect(cards()).toEqual([[message(1).id, message(2).id]]);
    expect(chimes()).toBe(1);
  });

  test('ten are not waited for', async () => {
    const { hear, clock, cards } = await startTab();
    hear(message(1));
    await clock.advance(SOON_MS);
    for (let n = 2; n <= 11; n += 1) hear(message(n));
    expect(cards()[0]).toHaveLength(11);
  });

  test('after a while without news the next one is a card and a sound of its own', async () => {
    const { hear, clock, cards, chimes } = await startTab();
    hear(message(1));
    await clock.advance(2 * SECOND_MS);
    hear(message(2));
    await clock.advance(2 * SECOND_MS);
    expect([cards().length, chimes()]).toEqual([2, 1]);
    await clock.advance(2 * SECOND_MS);
    hear(message(3));
    await clock.advance(SOON_MS);
    expect([cards().length, chimes()]).toEqual([3, 2]);
  });
});

test('what is read before it is shown is not shown', async () => {
  const { hear, store, clock, cards, chimes } = await startTab();
  hear(message(1), message(2));
  store.dispatch({ type: 'read/seen', sessionId: uuid(101), seq: 1 });
  await clock.advance(SOON_MS);
  expect(cards()).toEqual([[message(2).id]]);
  store.dispatch({ type: 'notifications/read', ids: [message(2).id], unreadCount: 0 });
  expect(cards()).toEqual([]);
  hear(message(3));
  store.dispatch({ type: 'notifications/read', ids: [message(3).id], unreadCount: 0 });
  await clock.advance(5 * SECOND_MS);
  expect([cards(), chimes()]).toEqual([[], 1]);
});

describe('of several tabs', () => {
  test('one that follows tells nothing', async () => {
    const { hear, clock, cards, chimes, shown } = await startTab({ leads: false, visible: false });
    hear(message(1));
    await clock.advance(5 * SECOND_MS);
    expect([cards(), chimes(), shown.size]).toEqual([[], 0, 0]);
  });

  test('one that ceases to lead puts away what it shows', async () => {
    const { hear, clock, cards, store, environment, shown } = await startTab();
    environment.set({ visible: false });
    hear(message(1));
    expect([cards().length, shown.size]).toEqual([1, 1]);
    store.dispatch({ type: 'tab/led', leads: false });
    expect([cards().length, shown.size]).toEqual([0, 0]);
    await clock.advance(5 * SECOND_MS);
  });
});

describe('while nobody looks', () => {
  test('the system tells, per session and without waiting; a click leads there', async () => {
    const { hear, shown, store } = await startTab({ visible: false });
    hear(message(1), message(2));
    expect([...shown.keys()]).toEqual([uuid(101)]);
    hear(message(1, 2));
    const note = shown.get(uuid(101));
    expect(note).toMatchObject({ title: 'Person 1', body: 'Text 1' });
    note?.click();
    expect(store.getState().alerts.opened).toEqual([message(1)]);
  });

  test('it tells of many together', async () => {
    const { hear, shown, clock } = await startTab({ visible: false });
    hear(...[1, 2, 3, 4, 5].map((n) => message(n)));
    await clock.advance(SECOND_MS);
    expect([...shown.values()].map(({ title }) => title)).toEqual([
      'Person 1',
      '4 new messages in 4 conversations',
    ]);
  });

  test('what is read on another device is gone', async () => {
    const { hear, shown, store, clock } = await startTab({ visible: false });
    hear(...[1, 2, 3, 4, 5].map((n) => message(n)));
    await clock.advance(SECOND_MS);
    const read = (...ids: string[]): void =>
      store.dispatch({ type: 'notifications/read', ids, unreadCount: 0 });
    read(message(1).id, message(2).id);
    expect([...shown.keys()]).toEqual(['several']);
    read(...[3, 4, 5].map((n) => message(n).id));
    expect(shown.size).toBe(0);
  });

  test('all of it is one card, which says so; what comes later has its own', async () => {
    const { hear, clock, environment, shown, store } = await startTab({ visible: false });
    hear(message(1));
    await clock.advance(60 * SECOND_MS);
    hear(message(2));
    await clock.advance(60 * SECOND_MS);
    environment.set({ visible: true });
    expect(shown.size).toBe(0);
    hear(message(3));
    await clock.advance(SOON_MS);
    expect(store.getState().alerts.toasts).toMatchObject([
      { away: true, items: [message(1), message(2)] },
      { away: false, items: [message(3)] },
    ]);
  });

  test('what catching up brings comes as one', async () => {
    const { backend, clock, cards, store } = await startTab();
    backend.notices = [message(3), message(2), message(1)];
    store.dispatch({
      type: 'notifications/loaded',
      page: { items: backend.notices, hasMore: false, nextCursor: null, unreadCount: 3 },
      filter: { unread: false, types: null },
      turn: null,
    });
    await clock.advance(SOON_MS);
    expect(cards()).toHaveLength(1);
    expect(cards()[0]).toHaveLength(3);
  });
});

describe('a session that is being read', () => {
  const reminder = sampleNotification(1, { type: 'reminder', lastSeq: null });

  test('takes along what it was told of, now and later', async () => {
    const { hear, store, backend, clock, cards } = await startTab();
    backend.notices = [reminder];
    hear(reminder);
    store.dispatch({ type: 'read/attended', sessionId: uuid(999) });
    await settle();
    expect(backend.count('notifications')).toBe(1);
    store.dispatch({ type: 'read/attended', sessionId: SESSION });
    await settle();
    expect(backend.notices[0]?.isRead).toBe(true);
    const later = { ...reminder, id: uuid(7), raisedAt: reminder.raisedAt + 1 };
    backend.notices = [later];
    hear(later);
    await clock.advance(5 * SECOND_MS);
    expect(backend.notices[0]?.isRead).toBe(true);
    expect(cards()).toEqual([]);
  });

  test('does not, where it is to stay unread, and asks but once for what cannot be done', async () => {
    const { hear, store, backend } = await startTab();
    store.dispatch({ type: 'session/opened', sessionId: SESSION });
    store.dispatch({ type: 'read/keptUnread', sessionId: SESSION });
    store.dispatch({ type: 'read/attended', sessionId: SESSION });
    hear(reminder);
    await settle();
    expect(backend.count('notifications')).toBe(1);
    backend.failNext('notifications', chatError('Offline', 'The server cannot be reached.'));
    store.dispatch({ type: 'read/resumed', sessionId: SESSION });
    await settle();
    hear(sampleNotification(5));
    await settle();
    expect(backend.count('notifications')).toBe(2);
  });
});
