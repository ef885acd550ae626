import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { startLiveBench, type Bench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { NOON, SESSION, uuid } from '../../support/samples.ts';

const MESSAGES = 1_000;
const FIRST_ID = 10_000;
const offline = chatError('Offline', 'No network.');

/** An open session that is 1,000 messages long, of which the newest page is loaded. */
async function startLong(): Promise<Bench> {
  const bench = await startLiveBench();
  for (let n = 1; n <= MESSAGES; n += 1) bench.backend.server.insert(uuid(FIRST_ID + n));
  bench.store.dispatch({ type: 'timeline/requested', sessionId: SESSION });
  await settle();
  return bench;
}

const timeline = (bench: Bench) => bench.state().timelines[SESSION]!;
const seqs = (bench: Bench) => timeline(bench).messages.map(({ seq }) => seq);

describe('a jump', () => {
  test("'(none) -> landing': a target that is loaded needs no request", async () => {
    const bench = await startLong();
    const before = bench.backend.calls.length;
    bench.actions.jumpTo(SESSION, { messageId: uuid(FIRST_ID + MESSAGES - 10) });
    expect(bench.state().jump).toMatchObject({ status: 'landing', seq: MESSAGES - 10 });
    await settle();
    expect(bench.backend.calls.length).toBe(before);
  });

  test("'landing -> landed -> (none)'", async () => {
    const bench = await startLong();
    bench.actions.jumpTo(SESSION, { seq: MESSAGES - 10 });
    const { id } = bench.state().jump!;
    bench.actions.endJump(id);
    expect(bench.state().jump?.status).toBe('landing');
    bench.actions.jumpLanded(id);
    expect(bench.state().jump?.status).toBe('landed');
    bench.actions.endJump(id);
    expect(bench.state().jump).toBeNull();
  });

  test.each([
    ['a message by id', { messageId: uuid(FIRST_ID + 100) }],
    ['a message by its place', { seq: 100 }],
    ['a moment', { at: NOON + 100_000 - 1 }],
  ])("'loading -> landing': %s that is not loaded is loaded around", async (_what, target) => {
    const bench = await startLong();
    bench.actions.jumpTo(SESSION, target);
    expect(bench.state().jump?.status).toBe('loading');
    await settle();
    expect(bench.state().jump).toMatchObject({ status: 'landing', seq: 100 });
    expect(seqs(bench)).toContain(100);
    expect(timeline(bench)).toMatchObject({ hasOlder: true, hasNewer: true, status: 'ready' });
  });

  test('to the newest works without a network by what this device kept, and is caught up later', async () => {
    const bench = await startLong();
    // Until it is written.
    await bench.clock.advance(2_000);
    bench.actions.jumpTo(SESSION, { seq: 100 });
    await settle();
    bench.backend.server.insert(uuid(FIRST_ID + MESSAGES + 1));
    bench.backend.failNext('getMessages', offline);
    bench.actions.jumpTo(SESSION, { latest: true });
    await settle();
    expect(bench.state().jump).toMatchObject({ status: 'landing', seq: null });
    expect(timeline(bench)).toMatchObject({ hasNewer: false, status: 'ready' });
    expect(seqs(bench).at(-1)).toBe(MESSAGES);
    await bench.clock.advance(60_000);
    expect(seqs(bench).at(-1)).toBe(MESSAGES + 1);
  });

  test('to a moment after everything leads to the newest', async () => {
    const bench = await startLong();
    bench.actions.jumpTo(SESSION, { seq: 100 });
    await settle();
    bench.actions.jumpTo(SESSION, { at: NOON + 1e9 });
    await settle();
    expect(bench.state().jump).toMatchObject({ status: 'landing', seq: null });
    expect(seqs(bench).at(-1)).toBe(MESSAGES);
    expect(timeline(bench).hasNewer).toBe(false);
  });

  test("'loading -> failed': to a message that is gone, which moves nothing", async () => {
    const bench = await startLong();
    const before = timeline(bench);
    bench.actions.jumpTo(SESSION, { messageId: uuid(1) });
    await settle();
    expect(bench.state().jump).toMatchObject({ status: 'failed', error: { kind: 'NotFound' } });
    expect(timeline(bench)).toBe(before);
    bench.actions.endJump(bench.state().jump!.id);
    expect(bench.state().jump).toBeNull();
  });

  test('without a network fails, and works when it is asked for again', async () => {
    const bench = await startLong();
    bench.backend.failNext('getMessages', offline);
    bench.actions.jumpTo(SESSION, { seq: 100 });
    await settle();
    expect(bench.state().jump).toMatchObject({ status: 'failed', error: { kind: 'Offline' } });
    bench.actions.jumpTo(SESSION, { seq: 100 });
    await settle();
    expect(bench.state().jump?.status).toBe('landing');
  });

  test('a newer wish takes the place of one whose answer is late', async () => {
    const bench = await startLong();
    const release = bench.backend.holdNext('getMessages');
    bench.actions.jumpTo(SESSION, { seq: 100 });
    await settle();
    bench.actions.jumpTo(SESSION, { seq: 500 });
    await settle();
    release();
    await settle();
    expect(bench.state().jump).toMatchObject({ status: 'landing', seq: 500 });
    expect(seqs(bench)).toContain(500);
    expect(seqs(bench)).not.toContain(100);
  });
});

describe('a window into the past', () => {
  test('pages both ways, and what comes in live waits for its page', async () => {
    const bench = await startLong();
    bench.actions.jumpTo(SESSION, { seq: 500 });
    await settle();
    bench.backend.broadcast(bench.backend.server.insert(uuid(FIRST_ID + MESSAGES + 1)));
    await settle();
    const [first] = seqs(bench);
    const last = seqs(bench).at(-1);
    bench.actions.loadOlder(SESSION);
    bench.actions.loadNewer(SESSION);
    await settle();
    expect(seqs(bench)[0]).toBe(first! - 100);
    expect(seqs(bench).at(-1)).toBe(last! + 100);
    for (let n = 0; n < 5; n += 1) {
      bench.actions.loadNewer(SESSION);
      await settle();
    }
    expect(seqs(bench).at(-1)).toBe(MESSAGES + 1);
    expect(timeline(bench).hasNewer).toBe(false);
  });

  test('that has fallen too far behind is loaded again where it is', async () => {
    const bench = await startLong();
    bench.actions.jumpTo(SESSION, { seq: 500 });
    await settle();
    for (let n = 0; n < 1_100; n += 1) bench.backend.server.edit(uuid(FIRST_ID + 500), `text ${n}`);
    bench.store.dispatch({ type: 'session/changed', session: bench.backend.session() });
    await settle();
    expect(timeline(bench).messages.find(({ seq }) => seq === 500)?.content).toBe('text 1099');
    expect(timeline(bench)).toMatchObject({ status: 'ready', hasNewer: true });
  });

  test('a page that fails says so, and is loaded when it is asked for again', async () => {
    const bench = await startLong();
    bench.actions.jumpTo(SESSION, { seq: 500 });
    await settle();
    bench.backend.failNext('getMessages', chatError('Offline', 'No network.'));
    bench.actions.loadNewer(SESSION);
    await settle();
    expect(timeline(bench)).toMatchObject({ status: 'ready', loadingNewer: false });
    expect(timeline(bench).error?.kind).toBe('Offline');
    bench.actions.loadNewer(SESSION);
    await settle();
    expect(timeline(bench).error).toBeNull();
    expect(timeline(bench).messages.length).toBe(200);
  });
});
