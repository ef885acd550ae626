import { expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { ALL, type Notification } from '../../../src/core/notifications.ts';
import type { NotificationManager } from '../../../src/store/notification-manager.ts';
import { startLiveBench, type Bench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { sampleNotification } from '../../support/sample-notifications.ts';
import { BEN, sampleMe, uuid } from '../../support/samples.ts';

const offline = chatError('Offline', 'The server cannot be reached right now.');
const ben = sampleMe({ id: BEN, authSessionId: uuid(901), fullName: 'Ben' });
const MINUTE_MS = 60_000;

/** `count` of them, latest news first. */
const several = (count: number): readonly Notification[] =>
  Array.from({ length: count }, (_, n) => sampleNotification(count - n));

/** A live bench whose person was told of `notices`. */
async function startTold(
  notices: readonly Notification[],
): Promise<Bench & { manager: NotificationManager; look: () => Promise<void> }> {
  const bench = await startLiveBench();
  const { backend, clock } = bench;
  const manager = await bench.actions.notifications();
  const look = async (): Promise<void> => {
    await clock.advance(MINUTE_MS);
    await settle();
  };
  backend.notices = notices;
  await look();
  return { ...bench, manager, look };
}

const ids = ({ state }: Bench): readonly string[] =>
  state().notifications.items.map(({ id }) => id);
const unreadIds = ({ state }: Bench): readonly string[] =>
  state()
    .notifications.items.filter(({ isRead }) => !isRead)
    .map(({ id }) => id);
const [one, two, three] = [1, 2, 3].map((n) => sampleNotification(n)) as [
  Notification,
  Notification,
  Notification,
];

test('a page of its own changes nothing of what is listed', async () => {
  const bench = await startTold([three, { ...two, type: 'reminder' }, one]);
  const page = await bench.manager.list({ unread: true, types: ['reminder'] }, null);
  expect(page.items.map(({ id }) => id)).toEqual([two.id]);
  expect(page.unreadCount).toBe(3);
  expect(ids(bench)).toEqual([three.id, two.id, one.id]);
});

test('a filter, further on, and the whole of it again with the next look', async () => {
  const bench = await startTold(several(70));
  expect(ids(bench)).toHaveLength(30);
  bench.actions.listNotifications({ more: true });
  await settle();
  expect(ids(bench)).toHaveLength(60);
  await bench.look();
  expect(ids(bench)).toHaveLength(60);
  bench.actions.listNotifications({ filter: { unread: false, types: ['reminder'] } });
  expect(bench.state().notifications.status).toBe('loading');
  await settle();
  expect(ids(bench)).toEqual([]);
  bench.actions.listNotifications({ filter: ALL });
  await settle();
  expect(ids(bench)).toHaveLength(30);
});

test('what is read shows at once, and the number is the server’s when it has answered', async () => {
  const bench = await startTold([three, two, one]);
  const release = bench.backend.holdNext('notifications');
  const marking = bench.manager.markRead([two.id]);
  expect(unreadIds(bench)).toEqual([three.id, one.id]);
  expect(bench.state().notifications.unreadCount).toBe(2);
  // Meanwhile another device read one that is not listed here.
  bench.backend.notices = bench.backend.notices.filter(({ id }) => id !== one.id);
  release();
  await marking;
  expect(bench.state().notifications.unreadCount).toBe(1);
});

test('more than the server takes at once are marked in several turns', async () => {
  const bench = await startTold(several(250));
  const asked = bench.backend.count('notifications');
  await bench.manager.markRead(bench.backend.notices.map(({ id }) => id));
  expect(bench.backend.count('notifications') - asked).toBe(3);
  expect(bench.backend.notices.every(({ isRead }) => isRead)).toBe(true);
  expect(bench.state().notifications.unreadCount).toBe(0);
});

test('what could not be marked is unread again, and the reason is told', async () => {
  const bench = await startTold([three, two, one]);
  bench.backend.failNext('notifications', offline);
  await expect(bench.manager.markRead([two.id])).rejects.toThrow(offline.message);
  expect(unreadIds(bench)).toEqual([three.id, two.id, one.id]);
  bench.backend.failNext('notifications', offline);
  const marking = bench.manager.markAllRead();
  expect(unreadIds(bench)).toEqual([]);
  await expect(marking).rejects.toThrow(offline.message);
  expect(unreadIds(bench)).toEqual([three.id, two.id, one.id]);
  expect(bench.state().notifications.unreadCount).toBe(3);
});

test('all that this device knows of is read, and what comes meanwhile is not', async () => {
  const bench = await startTold([two, one]);
  bench.backend.notices = [three, ...bench.backend.notices];
  await bench.manager.markAllRead();
  expect(bench.backend.notices.map(({ isRead }) => isRead)).toEqual([false, true, true]);
  expect(bench.state().notifications.unreadCount).toBe(1);
});

test('listeners hear what becomes news, from the server or by looking, once', async () => {
  const bench = await startTold([one]);
  const heard: string[][] = [];
  const stop = bench.manager.subscribe((news) => heard.push(news.map(({ id }) => id)));
  const told = { type: 'notifications/heard', notification: two };
  bench.backend.listener?.onEvent({ type: 'notification', told });
  bench.backend.listener?.onEvent({ type: 'notification', told });
  await settle();
  expect(heard).toEqual([[two.id]]);

  // What was told while nobody could hear it comes when the connection does.
  bench.backend.listener?.onStatus({ status: 'lost', error: offline });
  bench.backend.notices = [sampleNotification(4, { silent: true }), three, two, one];
  bench.backend.listener?.onStatus({ status: 'joined' });
  await settle();
  expect(heard).toEqual([[two.id], [three.id]]);
  expect(bench.state().notifications.unreadCount).toBe(3);
  await bench.look();
  expect(heard).toHaveLength(2);

  stop();
  bench.backend.listener?.onEvent({
    type: 'notification',
    told: { type: 'notifications/heard', notification: sampleNotification(9) },
  });
  await settle();
  expect(heard).toHaveLength(2);
});

test('read elsewhere, it is read here; what was withdrawn is gone', async () => {
  const bench = await startTold([{ ...three, announcementId: uuid(500) }, two, one]);
  const tell = async (told: unknown): Promise<void> => {
    bench.backend.listener?.onEvent({ type: 'notification', told });
    await settle();
  };
  await tell({ type: 'notifications/read', ids: [one.id], unreadCount: 2 });
  expect(unreadIds(bench)).toEqual([three.id, two.id]);
  await tell({ type: 'notifications/withdrawn', announcementId: uuid(500) });
  expect(ids(bench)).toEqual([two.id, one.id]);
  expect(bench.state().notifications.unreadCount).toBe(1);
});

test('nothing of one person reaches who signs in next, nor who listened for the first', async () => {
  const bench = await startTold([one]);
  const heard: unknown[] = [];
  bench.manager.subscribe((news) => heard.push(news));
  const release = bench.backend.holdNext('notifications');
  const marking = bench.manager.markRead([one.id]).catch(() => undefined);
  bench.backend.signInAs(ben);
  await settle();
  bench.backend.listener?.onStatus({ status: 'joined' });
  bench.backend.notices = [];
  await settle();
  release();
  await marking;
  await settle();
  expect(ids(bench)).toEqual([]);
  const told = { type: 'notifications/heard', notification: two };
  bench.backend.listener?.onEvent({ type: 'notification', told });
  await settle();
  expect(ids(bench)).toEqual([two.id]);
  expect(heard).toEqual([]);
});
