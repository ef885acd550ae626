import type { ReservedSql } from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { superUrlOf } from '../stack/support/own-realtime.ts';
import { useBrowser } from '../support/browser.ts';
import { startEngines, type ChaosEngine } from '../support/chaos-engines.ts';
import { expectSettled, openTwo, SEND, sendAll, SOCKET, viewOf } from '../support/chaos-pages.ts';
import { useChaos } from '../support/chaos.ts';
import { connect, untilBlocked } from '../support/database.ts';
import { expectOnceInOrder, storedTexts, texts } from '../support/exactly-once.ts';
import { eventually } from '../support/people.ts';
import { message } from '../support/screens.ts';

const chaos = useChaos();
const browser = useBrowser();

/** A connection of its own, for what holds locks. */
async function ownConnection(): Promise<ReservedSql> {
  const sql = connect(chaos.stack().facts.dbUrl, 1);
  onTestFinished(() => sql.end({ timeout: 1 }));
  return sql.reserve();
}

/** Takes the session's lock, behind which every send waits; it lets go with its transaction. */
async function holdSession(sessionId: string): Promise<ReservedSql> {
  const sql = await ownConnection();
  await sql`begin`;
  await sql`select 1 from public.sessions where id = ${sessionId} for no key update`;
  return sql;
}

const firstError = (engine: ChaosEngine) => engine.state().outbox[0]?.error ?? null;

test('server killed before commit: what it had begun is sent again, the rest follows', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser);
  const all = texts(12, 'around the crash');
  await sendAll(atStudent, all.slice(0, 4));
  await message(atMentor, all[3]!).waitFor();
  await holdSession(sessionId);
  await sendAll(atStudent, all.slice(4, 8));
  await untilBlocked(chaos.database());
  await chaos.stack().kill();
  await sendAll(atStudent, all.slice(8));
  await message(atStudent, all[11]!).getByText('Sending').waitFor();
  await chaos.stack().restart();
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
  await expectSettled(atStudent);
});

/** An engine's backend without the live events, so that only requests tell. */
const deaf = (backend: Backend): Backend => ({
  ...backend,
  joinUser: (userId, listener) =>
    backend.joinUser(userId, { ...listener, onEvent: () => undefined }),
});

test('response lost after commit: the repeated request finds the message there', async () => {
  const { student, mentor, sessionId } = await startEngines(chaos, { student: { meddle: deaf } });
  const path = '/rest/v1/messages';
  await chaos.faults().add({ kind: 'http', path, method: 'POST', effect: 'lost', times: 3 });
  const all = texts(12, 'said once');
  student.say(all);
  await student.drained();
  await expectOnceInOrder(chaos.database(), sessionId, [all], [student.view, mentor.view]);
  expect(await chaos.faults().list()).toEqual([]);
});

test('echo before response: the echo settles the message, the answer changes nothing', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser);
  const all = texts(4, 'heard first');
  let answered = 0;
  await atStudent.route(SEND, async (route) => {
    const response = await route.fetch();
    const { content } = route.request().postDataJSON() as { content: string };
    await message(atStudent, content)
      .getByText(/Sent|Delivered|Read/)
      .waitFor();
    await route.fulfill({ response });
    answered += 1;
  });
  await sendAll(atStudent, all);
  await expect.poll(() => answered, { timeout: 20_000 }).toBe(all.length);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});

test('response before echo: the late echo shows nothing twice', async () => {
  let release = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    student: {
      prepare: (page) =>
        page.routeWebSocket(SOCKET, (socket) => {
          const server = socket.connectToServer();
          // Binary frames are broadcasts.
          server.onMessage((frame) => {
            if (typeof frame === 'string') socket.send(frame);
            else void answered.then(() => socket.send(frame));
          });
        }),
    },
  });
  const all = texts(4, 'answered first');
  await sendAll(atStudent, all);
  await message(atStudent, all[3]!).getByText('Sent').waitFor();
  await message(atMentor, all[3]!).waitFor();
  release();
  await message(atStudent, all[3]!).getByText('Read').waitFor();
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});

test('database restart: in the middle of a conversation nobody is cut off for good', async () => {
  const { student, mentor, sessionId } = await startEngines(chaos);
  const [asked, answered] = [texts(6, 'asked'), texts(6, 'answered')];
  student.say(asked.slice(0, 3));
  mentor.say(answered.slice(0, 3));
  await chaos.faults().do({ kind: 'restart-database' });
  student.say(asked.slice(3));
  mentor.say(answered.slice(3));
  await Promise.all([student.drained(), mentor.drained()]);
  const views = [student.view, mentor.view];
  await expectOnceInOrder(chaos.database(), sessionId, [asked, answered], views);
});

test('503 and schema reload: what is refused for the moment is tried again', async () => {
  const { student, mentor, sessionId } = await startEngines(chaos);
  const all = texts(12, 'through the reload');
  student.say(all.slice(0, 6));
  const broken = ['/rest/v1/messages', '/rest/v1/rpc/'].map((path) =>
    chaos.faults().add({ kind: 'http', path, effect: 'unavailable', times: 3 }),
  );
  await Promise.all(broken);
  await chaos.database()`notify pgrst, 'reload schema'`;
  student.say(all.slice(6));
  await student.drained();
  await eventually(async () => expect(await chaos.faults().list()).toEqual([]));
  await expectOnceInOrder(chaos.database(), sessionId, [all], [student.view, mentor.view]);
});

test('statement timeout: a send that waits too long for a lock is tried again', async () => {
  const { student, mentor, sessionId } = await startEngines(chaos);
  await setStatementTimeout('300ms');
  onTestFinished(() => setStatementTimeout(HOSTED_TIMEOUT));
  const lock = await holdSession(sessionId);
  const all = texts(6, 'in spite of the wait');
  student.say(all);
  await eventually(() => expect(firstError(student)?.kind).toBe('Offline'));
  await lock`rollback`;
  await student.drained();
  await expectOnceInOrder(chaos.database(), sessionId, [all], [student.view, mentor.view]);
});

/** What a signed-in person's statement may take on hosted Supabase. */
const HOSTED_TIMEOUT = '8s';

async function setStatementTimeout(duration: string): Promise<void> {
  // The project's own role may not change those of the API.
  const sql = connect(superUrlOf(chaos.stack().facts), 1);
  await sql.unsafe(`alter role authenticated set statement_timeout = '${duration}'`);
  await sql.end();
}

test('deadlock: the victim is tried again', async () => {
  const { student, mentor, sessionId } = await startEngines(chaos);
  const all = texts(6, 'in spite of the knot');
  student.say(all.slice(0, 1));
  await student.drained();
  // Whoever looks for a deadlock while there is one loses: the send, unless this comes too late.
  let said = 1;
  for (let lost = false; !lost; said += 1) {
    expect(said).toBeLessThan(all.length - 1);
    const lock = await holdSession(sessionId);
    student.say(all.slice(said, said + 1));
    await untilBlocked(chaos.database());
    lost = await lock`
      select 1 from private.rate_limits where user_id = ${student.person.id} for no key update`.then(
      () => true,
      () => false,
    );
    await lock`rollback`;
    if (!lost) await student.drained();
  }
  student.say(all.slice(said));
  await eventually(() => expect(firstError(student)?.kind).toBe('Offline'));
  await student.drained();
  await expectOnceInOrder(chaos.database(), sessionId, [all], [student.view, mentor.view]);
});

const FILE_BYTES = 1_000_000;

test('upload interrupted: it begins again, and no message goes without its files', async () => {
  const { student, mentor, sessionId } = await startEngines(chaos);
  const files = ['first.txt', 'second.txt'].map((name) => ({
    bytes: new Blob([name.repeat(FILE_BYTES / name.length)], { type: 'text/plain' }),
    name,
    mime: 'text/plain',
    width: null,
    height: null,
  }));
  const all = texts(3, 'with its files');
  // The first is cut off half way, and of the second only the answer is lost.
  chaos.cable().cutAfter(FILE_BYTES / 2);
  expect(student.actions.send(sessionId, all[0]!, { files })).toBeNull();
  student.say(all.slice(1));
  await eventually(() => expect(firstError(student)?.kind).toBe('Offline'));
  expect(await storedTexts(chaos.database(), sessionId)).toEqual([]);
  const path = '/storage/v1/object/attachments';
  await chaos.faults().add({ kind: 'http', path, effect: 'lost', times: 1 });
  await student.drained();
  expect(await chaos.faults().list()).toEqual([]);
  await expectOnceInOrder(chaos.database(), sessionId, [all], [student.view, mentor.view]);
  const { attachments } = mentor.messages(sessionId)[0]!;
  expect(attachments.map(({ name, size }) => [name, size])).toEqual(
    files.map(({ name, bytes }) => [name, bytes.size]),
  );
});
