import { expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { startLiveBench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { BEN, sampleMe, uuid } from '../../support/samples.ts';
import { sampleSettings } from '../../support/sample-notifications.ts';

async function start() {
  const bench = await startLiveBench();
  const manager = await bench.actions.notifications();
  await settle();
  return { ...bench, manager, settings: () => bench.state().notifications.settings };
}

test('what a person chooses shows at once, and stays while answers to earlier choices come', async () => {
  const { backend, manager, settings } = await start();
  const releases = [backend.holdNext('notifications'), backend.holdNext('notifications')];
  const sound = manager.setSettings({ sound: false });
  const mail = manager.setChannels('reminder', { email: false });
  const both = () => [settings()?.sound, settings()?.channels.reminder.email];
  expect(both()).toEqual([false, false]);
  releases[0]?.();
  await sound;
  expect(both()).toEqual([false, false]);
  releases[1]?.();
  await mail;
  expect(both()).toEqual([false, false]);
  expect(settings()).toEqual(backend.settings);
});

test('what is refused is taken back alone', async () => {
  const { backend, manager, settings } = await start();
  backend.failNext('notifications', chatError('Invalid', 'This time zone is not known.'));
  const refused = manager.setSettings({ timezone: 'Mars/Olympus' });
  const kept = manager.setSettings({ digestMinutes: 60 });
  await expect(refused).rejects.toThrow('This time zone is not known.');
  expect(settings()).toMatchObject({ timezone: null, digestMinutes: 60 });
  await kept;
  expect(settings()).toEqual({ ...sampleSettings, digestMinutes: 60 });
});

test('an answer that comes when somebody else has signed in is not shown to them', async () => {
  const { backend, manager, settings } = await start();
  const release = backend.holdNext('notifications');
  const change = manager.setSettings({ sound: false });
  backend.signInAs(sampleMe({ id: BEN, authSessionId: uuid(901), fullName: 'Ben' }));
  await settle();
  release();
  await change;
  backend.settings = sampleSettings;
  await settle();
  expect(settings()?.sound).not.toBe(false);
});
