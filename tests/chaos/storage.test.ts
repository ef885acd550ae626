import { test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { expectSettled, openTwo, sendAll, viewOf } from '../support/chaos-pages.ts';
import { useChaos } from '../support/chaos.ts';
import { expectOnceInOrder, texts } from '../support/exactly-once.ts';

const chaos = useChaos();
const browser = useBrowser();

/** Bytes; not enough for an empty database. */
const TOO_LITTLE = 1_000;
const WARNING = /This browser stores nothing for the chat/;

test('IndexedDB blocked: what is written waits in memory, with a warning, and arrives', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    student: {
      prepare: (page) =>
        page.addInitScript(() => {
          // A deletion that never ends, because this connection never closes, blocks who comes later.
          const opening = indexedDB.open('chat', 1);
          opening.onsuccess = () => {
            Object.assign(window, { heldOpen: opening.result });
          };
          indexedDB.deleteDatabase('chat');
        }),
    },
  });
  const all = texts(4, 'kept in memory');
  await atStudent.context().setOffline(true);
  await sendAll(atStudent, all);
  await atStudent.getByText(WARNING).first().waitFor();
  await atStudent.context().setOffline(false);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
  await expectSettled(atStudent);
});

test('storage quota full: what is written waits in memory, with a warning, and arrives', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    student: {
      // Before anything is stored: the browser asks for the room once and then counts by itself.
      prepare: async (page) => {
        const devtools = await page.context().newCDPSession(page);
        const origin = `${chaos.appUrl()}/`;
        await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: TOO_LITTLE });
      },
    },
  });
  const all = texts(4, 'no room');
  await atStudent.context().setOffline(true);
  await sendAll(atStudent, all);
  await atStudent.getByText(WARNING).first().waitFor();
  await atStudent.context().setOffline(false);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
  await expectSettled(atStudent);
});
