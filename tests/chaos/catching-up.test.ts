import { expect, onTestFinished, test } from 'vitest';
import type { Backend } from '../../src/backend/backend.ts';
import { useBrowser } from '../support/browser.ts';
import { startEngines, type Engines } from '../support/chaos-engines.ts';
import { openTwo, sendAll, SOCKET, viewOf } from '../support/chaos-pages.ts';
import { useChaos } from '../support/chaos.ts';
import { connect, send } from '../support/database.ts';
import { expectOnceInOrder, texts } from '../support/exactly-once.ts';
import { eventually } from '../support/people.ts';
import { log, message } from '../support/screens.ts';
import { tell } from '../support/tell.ts';

const chaos = useChaos();
const browser = useBrowser();

const MS_PER_SECOND = 1000;
const viewsOf = ({ student, mentor }: Engines) => [student.view, mentor.view];

test('Realtime down: looking once a minute delivers', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    mentor: { prepare: (page) => page.clock.install() },
  });
  await chaos.faults().add({ kind: 'refuse-upgrade' });
  await chaos.faults().do({ kind: 'kill-sockets', code: 1006 });
  const all = texts(5, 'not broadcast');
  await sendAll(atStudent, all);
  await message(atStudent, all[4]!).getByText('Sent').waitFor();
  expect(await log(atMentor).getByRole('article').count()).toBe(0);
  await atMentor.clock.fastForward(60 * MS_PER_SECOND);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});

test('half-open socket: unanswered heartbeats tell, and a new one is opened', async () => {
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    mentor: { prepare: (page) => page.clock.install() },
  });
  const all = texts(5, 'into the void');
  await sendAll(atStudent, all.slice(0, 1));
  await message(atMentor, all[0]!).waitFor();
  await chaos.faults().do({ kind: 'half-open' });
  await sendAll(atStudent, all.slice(1));
  await message(atStudent, all[4]!).getByText('Sent').waitFor();
  expect(await log(atMentor).getByRole('article').count()).toBe(1);
  // One heartbeat that nobody answers, and the next, which notices; sooner than the minute's look.
  for (let beat = 1; beat <= 2; beat += 1) await atMentor.clock.fastForward(26 * MS_PER_SECOND);
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});

test('`realtime.send` fails: nothing is refused for it, and looking delivers', async () => {
  const engines = await startEngines(chaos, {
    student: { waits: { pollMs: 300 } },
    mentor: { waits: { pollMs: 300 } },
  });
  const sql = chaos.database();
  const signature = 'jsonb, text, text, boolean';
  await sql.unsafe(`alter function realtime.send(${signature}) rename to send_is_gone`);
  onTestFinished(async () => {
    await sql.unsafe(`alter function realtime.send_is_gone(${signature}) rename to send`);
  });
  const [asked, answered] = [texts(6, 'asked'), texts(6, 'answered')];
  engines.student.say(asked);
  engines.mentor.say(answered);
  await expectOnceInOrder(sql, engines.sessionId, [asked, answered], viewsOf(engines));
});

test('duplicate event: everything is shown once', async () => {
  const engines = await startEngines(chaos);
  await chaos.faults().add({ kind: 'duplicate' });
  const [asked, answered] = [texts(6, 'asked'), texts(6, 'answered')];
  engines.student.say(asked);
  engines.mentor.say(answered);
  await expectOnceInOrder(chaos.database(), engines.sessionId, [asked, answered], viewsOf(engines));
  // The list's item has an event of its own, which may come after the last message.
  for (const { state } of [engines.student, engines.mentor]) {
    await expect
      .poll(() => state().sessions[engines.sessionId])
      .toMatchObject({ lastSeq: 12, unreadCount: 6 });
  }
});

test('out-of-order event: messages are shown in the order of the database', async () => {
  const engines = await startEngines(chaos);
  await chaos.faults().add({ kind: 'reorder' });
  const [asked, answered] = [texts(6, 'asked'), texts(6, 'answered')];
  engines.student.say(asked);
  engines.mentor.say(answered);
  await Promise.all([engines.student.drained(), engines.mentor.drained()]);
  await chaos.faults().clear();
  await expectOnceInOrder(chaos.database(), engines.sessionId, [asked, answered], viewsOf(engines));
});

test('dropped event: the next one shows the gap, which is fetched', async () => {
  const engines = await startEngines(chaos);
  const topic = `realtime:user:${engines.mentor.person.id}`;
  await chaos.faults().add({ kind: 'drop', topic, event: 'message' });
  const all = texts(10, 'number');
  engines.student.say(all.slice(0, 9));
  await engines.student.drained();
  await chaos.faults().clear();
  engines.student.say(all.slice(9));
  await expectOnceInOrder(chaos.database(), engines.sessionId, [all], viewsOf(engines));
});

test('edit before insert: the older event, come late, changes nothing back', async () => {
  const engines = await startEngines(chaos);
  const { student, mentor, sessionId } = engines;
  const topic = `realtime:user:${mentor.person.id}`;
  await chaos.faults().add({ kind: 'reorder', topic, event: 'message', times: 1 });
  student.say(['as first written']);
  await student.drained();
  const [written] = student.messages(sessionId);
  expect(student.actions.editMessage(sessionId, written!.id, 'as meant')).toBeNull();
  await student.drained();
  await expectOnceInOrder(chaos.database(), sessionId, [['as meant']], viewsOf(engines));
  expect(mentor.messages(sessionId)).toMatchObject([{ seq: 1, rev: 2 }]);
});

test('commit between fetch and SUBSCRIBED: what neither brought is caught up with', async () => {
  let join = (): void => undefined;
  const mayJoin = new Promise<void>((resolve) => {
    join = resolve;
  });
  const all = texts(3, 'in between');
  const { atStudent, atMentor, sessionId } = await openTwo(chaos, browser, {
    student: {
      live: false,
      prepare: (page) =>
        page.routeWebSocket(SOCKET, (socket) => {
          const server = socket.connectToServer();
          socket.onMessage((frame) => void mayJoin.then(() => server.send(frame)));
        }),
    },
  });
  await atStudent.getByText('No messages yet').waitFor();
  await sendAll(atMentor, all);
  await message(atMentor, all[2]!).getByText('Sent').waitFor();
  expect(await log(atStudent).getByRole('article').count()).toBe(0);
  join();
  const views = [atStudent, atMentor].map((page) => viewOf(page, all));
  await expectOnceInOrder(chaos.database(), sessionId, [all], views);
});

test('500 missed with pages of 200: all of them come, in three pages', async () => {
  const asked: number[] = [];
  const noting = (backend: Backend): Backend => ({
    ...backend,
    syncSession: (sessionId, sinceRev, limit) => {
      asked.push(sinceRev);
      return backend.syncSession(sessionId, sinceRev, limit);
    },
  });
  const engines = await startEngines(chaos, { student: { meddle: noting } });
  const { student, mentor, sessionId } = engines;
  const all = texts(501, 'missed');
  mentor.say(all.slice(0, 1));
  await eventually(() => expect(student.view()).toEqual(all.slice(0, 1)));
  chaos.cable().freeze();
  onTestFinished(() => chaos.cable().thaw());
  // Nobody is told of what is imported.
  await chaos.database()`
    select private.import_messages(${sessionId}, jsonb_agg(jsonb_build_object(
      'sender_id', ${mentor.person.id}::text, 'content', 'missed ' || n, 'created_at', now())
      order by n))
    from generate_series(2, ${all.length}::integer) n`;
  asked.length = 0;
  chaos.cable().thaw();
  await expectOnceInOrder(chaos.database(), sessionId, [all], viewsOf(engines));
  const pages = [...new Set(asked.slice(asked.indexOf(1)))];
  expect(pages).toEqual([1, 201, 401]);
  tell(`fetched from rev ${pages.join(', ')}`);
});

test('slow transaction commits late: what was numbered before it waits, what comes after follows', async () => {
  const engines = await startEngines(chaos);
  const { student, mentor, sessionId } = engines;
  const sql = connect(chaos.stack().facts.dbUrl, 1);
  onTestFinished(() => sql.end({ timeout: 1 }));
  const [slow, quick] = [texts(1, 'slow'), texts(5, 'quick')];
  const claims = JSON.stringify({ role: 'authenticated', sub: mentor.person.id });
  await sql.begin(async (tx) => {
    await tx`select set_config('role', 'authenticated', true),
                    set_config('request.jwt.claims', ${claims}, true)`;
    await send(tx, sessionId, slow[0]!);
    student.say(quick);
    student.engine.commands.reconnect(false);
    await student.live();
    expect(student.view()).toEqual([]);
  });
  await expectOnceInOrder(chaos.database(), sessionId, [slow, quick], viewsOf(engines));
  expect(student.view()).toEqual([...slow, ...quick]);
});
