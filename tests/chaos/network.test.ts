import type { Page, WebSocketRoute } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser.ts';
import { useChaos } from '../support/chaos.ts';
import { connectionStatus, log, message, openSession, send, signIn } from '../support/screens.ts';

const chaos = useChaos();
const browser = useBrowser();

/** High enough for every message of a test to be on the page: the log draws only what is near. */
const TALL = { width: 1000, height: 2400 };
const SEND = '**/rest/v1/messages*';
const SOCKET = /\/realtime\/v1\/websocket/;

async function open(
  account: { email: string; password: string },
  peer: string,
  prepare?: (page: Page) => Promise<void>,
): Promise<Page> {
  const { page } = await browser.open(chaos.appUrl(), { viewport: TALL });
  if (prepare !== undefined) {
    await prepare(page);
    // A route for sockets takes hold of documents that are loaded after it.
    await page.reload();
  }
  await signIn(page, account.email, account.password);
  await openSession(page, peer);
  return page;
}

async function twoPeople(prepareStudent?: (page: Page) => Promise<void>) {
  const pair = await chaos.pair();
  const student = await open(pair.student, 'Theo Brandt', prepareStudent);
  const mentor = await open(pair.mentor, 'Nora Lind');
  return { student, mentor, sessionId: pair.sessionId };
}

const count = async (sessionId: string): Promise<number> => {
  const rows = await chaos.database()`
    select 1 from public.messages where session_id = ${sessionId}`;
  return rows.length;
};

/** The messages on a page, in order: of each the line that `pattern` matches. */
async function shown(page: Page, pattern: RegExp): Promise<(string | undefined)[]> {
  const texts = await log(page).getByRole('article').allInnerTexts();
  return texts.map((text) => text.split('\n').find((line) => pattern.test(line)));
}

const articles = (page: Page): Promise<number> => log(page).getByRole('article').count();
const patiently = { timeout: 20_000 };

test('the request is lost before it arrives: it is sent again, once', async () => {
  const { student, mentor, sessionId } = await twoPeople();
  let tries = 0;
  await student.route(SEND, async (route) => {
    tries += 1;
    if (tries === 1) await route.abort('connectionreset');
    else await route.fallback();
  });
  await send(student, 'try, try again');
  await message(mentor, 'try, try again').waitFor();
  await message(student, 'try, try again').getByText('Read').waitFor();
  expect(tries).toBe(2);
  expect(await count(sessionId)).toBe(1);
});

test('the reply is lost after the commit: nobody sees the message twice', async () => {
  const { student, mentor, sessionId } = await twoPeople();
  // Without its echo, too: only the repeated request can tell the sender.
  await student.routeWebSocket(SOCKET, () => undefined);
  await student.reload();
  let tries = 0;
  await student.route(SEND, async (route) => {
    tries += 1;
    await route.fetch();
    if (tries === 1) await route.abort('connectionreset');
    else await route.fallback();
  });
  await send(student, 'said once');
  await message(mentor, 'said once').waitFor();
  await message(student, 'said once')
    .getByText(/Sent|Delivered|Read/)
    .waitFor();
  expect(await count(sessionId)).toBe(1);
  expect([await articles(student), await articles(mentor)]).toEqual([1, 1]);
});

test('a server that answers 503 for a while loses nothing', async () => {
  const { student, mentor, sessionId } = await twoPeople();
  let tries = 0;
  await student.route(SEND, async (route) => {
    tries += 1;
    if (tries <= 2) await route.fulfill({ status: 503, json: { message: 'reloading' } });
    else await route.fallback();
  });
  for (const text of ['first', 'second']) await send(student, text);
  await message(mentor, 'second').waitFor();
  const rows = await chaos.database()<{ content: string }[]>`
    select content from public.messages where session_id = ${sessionId} order by seq`;
  expect(rows.map((row) => row.content)).toEqual(['first', 'second']);
});

test('the cable is cut in mid-conversation: both sides catch up', async () => {
  const { student, mentor, sessionId } = await twoPeople();
  for (let n = 1; n <= 9; n += 1) {
    if (n % 3 === 0) chaos.cable().cut();
    await send(student, `student ${n}`);
    await send(mentor, `mentor ${n}`);
  }
  for (const page of [student, mentor]) {
    await message(page, 'student 9').waitFor();
    await message(page, 'mentor 9').waitFor();
    await expect.poll(() => articles(page), patiently).toBe(18);
  }
  expect(await count(sessionId)).toBe(18);
  const order = (page: Page) => shown(page, /^(student|mentor) \d$/);
  await expect
    .poll(async () => (await order(student)).join(), patiently)
    .toBe((await order(mentor)).join());
  await connectionStatus(student)
    .getByText(/Offline/)
    .waitFor({ state: 'hidden' });
});

/** Hands every frame from the server to `deliver` instead of to the page. */
const meddle =
  (deliver: (socket: WebSocketRoute, frame: string | Buffer) => void) =>
  async (page: Page): Promise<void> => {
    await page.routeWebSocket(SOCKET, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((frame) => deliver(socket, frame));
    });
  };

/** Binary frames are broadcasts; the rest are replies and presence, which must keep their order. */
const isBroadcast = (frame: string | Buffer): boolean => typeof frame !== 'string';

test('every event comes twice: everything is shown once', async () => {
  const { student, mentor } = await twoPeople(
    meddle((socket, frame) => {
      socket.send(frame);
      if (isBroadcast(frame)) socket.send(frame);
    }),
  );
  for (const text of ['one', 'two', 'three']) await send(mentor, text);
  await message(student, 'three').waitFor();
  await expect.poll(() => articles(student), patiently).toBe(3);
});

test('events come out of order: messages are shown in theirs', async () => {
  const held: (string | Buffer)[] = [];
  let holding = false;
  let forward: ((frame: string | Buffer) => void) | null = null;
  const { student, mentor } = await twoPeople(
    meddle((socket, frame) => {
      forward = (one) => socket.send(one);
      if (holding && isBroadcast(frame)) held.push(frame);
      else socket.send(frame);
    }),
  );
  holding = true;
  const wanted = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
  for (const text of wanted) await send(mentor, text);
  await message(mentor, 'eight').getByText('Sent').waitFor();
  await expect.poll(() => held.length, patiently).toBeGreaterThanOrEqual(wanted.length);
  holding = false;
  for (const frame of held.reverse()) forward!(frame);
  await expect.poll(() => shown(student, /^[a-z]+$/), patiently).toEqual(wanted);
});

test('events get lost: the next one tells, and what is missing is fetched', async () => {
  let seen = 0;
  let lossy = true;
  const { student, mentor } = await twoPeople(
    meddle((socket, frame) => {
      if (lossy && isBroadcast(frame)) {
        seen += 1;
        if (seen % 3 !== 0) return;
      }
      socket.send(frame);
    }),
  );
  const wanted = Array.from({ length: 12 }, (_, n) => `number ${n + 1}`);
  for (const text of wanted) {
    await send(mentor, text);
    await message(mentor, text)
      .getByText(/Sent|Delivered|Read/)
      .waitFor();
  }
  // Whatever was lost last, the next event to arrive tells of it.
  lossy = false;
  await send(mentor, 'number 13');
  await expect.poll(() => shown(student, /^number/), patiently).toEqual([...wanted, 'number 13']);
});
