import type { Page } from 'playwright-core';

/** Tells the page that it is in view or not: a headless browser shows all of its pages. */
export const setVisible = (page: Page, visible: boolean): Promise<void> =>
  page.evaluate(
    (state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, value: state });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    visible ? 'visible' : 'hidden',
  );

/**
 * Stops every script of the page where it is, as a browser does with a tab that was long out of
 * view: a debugger's pause, because headless Chromium freezes no page that it shows.
 */
export async function freeze(page: Page): Promise<{ thaw: () => Promise<void> }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Debugger.enable');
  const paused = new Promise((resolve) => session.once('Debugger.paused', resolve));
  await session.send('Debugger.pause');
  return {
    thaw: async () => {
      // It takes effect when the next script wants to run.
      await paused;
      await session.send('Debugger.resume');
      await session.detach();
    },
  };
}

export interface Traffic {
  /** Realtime sockets of the page that are open now. */
  readonly sockets: number;
  /** Messages that the page has posted. */
  readonly sends: number;
}

/** Counts from now on what the page says to the server; reload it to count from its beginning. */
export function watchTraffic(page: Page): () => Traffic {
  let sockets = 0;
  let sends = 0;
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/realtime/v1')) return;
    sockets += 1;
    socket.on('close', () => {
      sockets -= 1;
    });
  });
  page.on('request', (request) => {
    const isSend = request.method() === 'POST' && request.url().includes('/rest/v1/messages');
    if (isSend) sends += 1;
  });
  return () => ({ sockets, sends });
}
