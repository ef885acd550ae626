import type { Page } from 'playwright-core';

/** Everything that is cached on this device, as text. */
export const cached = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('chat');
        opening.onerror = () => reject(new Error('The database does not open.'));
        opening.onsuccess = () => {
          const all = opening.result.transaction('cache').objectStore('cache').getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(JSON.stringify(all.result));
          };
        };
      }),
  );
