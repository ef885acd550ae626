import { describe, expect, test } from 'vitest';
import { chatError } from '../../../src/core/errors.ts';
import { shownMessage } from '../../../src/core/overlay.ts';
import { startLiveBench, type Bench } from '../../support/engine.ts';
import { settle } from '../../support/fake-clock.ts';
import { ANNA, BEN, SESSION, uuid } from '../../support/samples.ts';

const OTHER = uuid(101);
const offline = chatError('Offline', 'The server cannot be reached right now.');

/** A bench with one message of Anna's and one of Ben's, known to everybody. */
async function startTalk(): Promise<Bench & { mine: string; theirs: string }> {
  const bench = await startLiveBench();
  const mine = bench.backend.server.insert(uuid(201), { senderId: ANNA, content: 'mine' });
  const theirs = bench.backend.server.insert(uuid(202), { senderId: BEN, content: 'theirs' });
  bench.backend.broadcast(mine);
  bench.backend.broadcast(theirs);
  await settle();
  return { ...bench, mine: mine.id, theirs: theirs.id };
}

const seen = ({ state }: Bench, id: string) => shownMessage(state(), SESSION, id);

describe('changes to messages', () => {
  test('show at once and are sent', async () => {
    const bench = await startTalk();
    const { actions, backend, mine, theirs } = bench;
    const release = backend.holdNext('editMessage');
    expect(actions.editMessage(SESSION, mine, '  better ')).toBeNull();
    actions.toggleReaction(SESSION, theirs, '👍');
    expect(seen(bench, mine)?.content).toBe('better');
    expect(seen(bench, theirs)?.reactions).toEqual([{ emoji: '👍', userIds: [ANNA] }]);
    await settle();
    // Changes to one message do not wait for those to another.
    expect(backend.server.byId([theirs])[0]?.reactions).toHaveLength(1);
    release();
    await settle();
    expect(backend.server.byId([mine])[0]?.content).toBe('better');
    expect(bench.state().outbox).toEqual([]);
    expect(seen(bench, mine)?.content).toBe('better');
  });

  test('to one message go one at a time and in order', async () => {
    const { actions, backend, mine } = await startTalk();
    const release = backend.holdNext('editMessage');
    actions.editMessage(SESSION, mine, 'better');
    await settle();
    actions.toggleReaction(SESSION, mine, '👍');
    actions.editMessage(SESSION, mine, 'best');
    await settle();
    expect(backend.count('setReaction')).toBe(0);
    release();
    await settle();
    expect(backend.server.byId([mine])[0]).toMatchObject({ content: 'best' });
    expect(backend.server.texts.slice(-2)).toEqual(['better', 'best']);
  });

  test('wait for their message, and need not be sent at all while it can still be changed', async () => {
    const { actions, backend, clock, state } = await startTalk();
    backend.failNext(
      'sendMessage',
      chatError('RateLimited', 'Slow down.', { code: 'rate_limited', retryAfterMs: 5_000 }),
    );
    actions.send(SESSION, 'first thought');
    await settle();
    const { id } = state().outbox[0]!;
    actions.toggleReaction(SESSION, id, '👍');
    actions.editMessage(SESSION, id, 'second thought');
    await settle();
    expect(state().outbox.map((item) => item.kind)).toEqual(['message', 'reaction']);
    await clock.advance(5_000);
    expect(backend.count('editMessage')).toBe(0);
    expect(backend.server.byId([id])[0]).toMatchObject({
      content: 'second thought',
      reactions: [{ emoji: '👍', userIds: [ANNA] }],
    });
  });

  test('follow a message whose fate is unknown', async () => {
    const { actions, backend, clock, state } = await startTalk();
    backend.failNext('sendMessage', offline);
    actions.send(SESSION, 'oops');
    await settle();
    const { id } = state().outbox[0]!;
    actions.deleteMessage(SESSION, id);
    await clock.advance(5_000);
    expect(backend.server.byId([id])[0]?.deletedAt).not.toBeNull();
    expect(state().outbox).toEqual([]);
  });

  test('an edit that came too late changes nothing, and shows both texts', async () => {
    const bench = await startTalk();
    const { actions, backend, mine, state } = bench;
    // Another device of the same person was faster, and this one has not heard of it.
    backend.server.edit(mine, 'from the phone');
    actions.editMessage(SESSION, mine, 'from here');
    await settle();
    expect(backend.server.byId([mine])[0]?.content).toBe('from the phone');
    const [failed] = state().outbox;
    expect(failed).toMatchObject({
      status: 'failed',
      content: 'from here',
      error: { code: 'stale', theirs: { content: 'from the phone' } },
    });
    actions.retrySend(failed!.id);
    await settle();
    expect(backend.server.byId([mine])[0]?.content).toBe('from here');
    expect(state().outbox).toEqual([]);
  });

  test('an edit that began before the text changed on screen does not win by being late', async () => {
    const { actions, backend, mine, state } = await startTalk();
    backend.broadcast(backend.server.edit(mine, 'from the phone'));
    await settle();
    actions.editMessage(SESSION, mine, 'from here', 'mine');
    await settle();
    expect(state().outbox).toMatchObject([{ status: 'failed', error: { code: 'stale' } }]);
  });

  test.each([
    ['to what it says already', 'mine', null],
    ['to nothing', '  ', 'Write something before sending.'],
  ])('an edit %s is not queued', async (_what, text, complaint) => {
    const { actions, mine, state } = await startTalk();
    expect(actions.editMessage(SESSION, mine, text)?.message ?? null).toBe(complaint);
    expect(state().outbox).toEqual([]);
  });

  test('nobody edits or deletes what others wrote, or what is deleted', async () => {
    const { actions, backend, mine, theirs, state } = await startTalk();
    expect(actions.editMessage(SESSION, theirs, 'forged')?.kind).toBe('NotFound');
    expect(actions.editMessage(OTHER, uuid(999), 'lost')?.kind).toBe('NotFound');
    actions.deleteMessage(SESSION, theirs);
    backend.broadcast(backend.server.remove(mine));
    expect(actions.editMessage(SESSION, mine, 'too late')?.kind).toBe('NotFound');
    actions.toggleReaction(SESSION, mine, '👍');
    expect(state().outbox).toEqual([]);
    await settle();
  });
});
