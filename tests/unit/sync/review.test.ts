import { afterEach, describe, expect, test } from 'vitest';
import type { AdminSession } from '../../../src/core/admin-sessions.ts';
import { chatError, ChatFailure } from '../../../src/core/errors.ts';
import { initialState } from '../../../src/core/state.ts';
import { MAX_LOADED } from '../../../src/core/reduce-timeline.ts';
import type { ChangedMessage, ReviewEnd, ReviewGrant } from '../../../src/core/review.ts';
import type { ReviewRoom } from '../../../src/store/review-room.ts';
import { createChatStore } from '../../../src/store/store.ts';
import { startReview } from '../../../src/sync/review/room.ts';
import { defaultWaits } from '../../../src/sync/waits.ts';
import { createFakeEnvironment } from '../../support/engine.ts';
import { FakeBackend } from '../../support/fake-backend.ts';
import { createFakeClock, settle } from '../../support/fake-clock.ts';
import { NOON, sampleMe, SESSION, uuid } from '../../support/samples.ts';

const MINUTE_MS = 60_000;
/** Longer than the room waits between two looks at the server. */
const A_LOOK_MS = 6_000;

const facts: AdminSession = {
  id: SESSION,
  kind: 'mentoring',
  status: 'in_progress',
  subject: null,
  founders: [],
  product: null,
  createdAt: NOON,
  scheduledAt: null,
  lastMessageAt: null,
  messageCount: 0,
  awaitingUserId: null,
  awaitingSince: null,
  openReports: 0,
  endedReason: null,
  underReview: [],
};

const running: { room: ReviewRoom; pending: () => number }[] = [];
afterEach(() => {
  for (const { room, pending } of running.splice(0)) {
    room.stop();
    expect(pending(), 'timers left running').toBe(0);
  }
});

/** A room over an in-memory session, for an admin whom the server may refuse. */
function open(messages: number) {
  const backend = new FakeBackend();
  const clock = createFakeClock();
  const environment = createFakeEnvironment();
  for (let n = 1; n <= messages; n += 1) {
    backend.server.insert(uuid(10_000 + n), { createdAt: clock.now() + n * 10 });
  }
  const grant: ReviewGrant = {
    id: uuid(1),
    sessionId: SESSION,
    reason: 'somebody reported it',
    grantedAt: clock.now(),
    expiresAt: clock.now() + 30 * MINUTE_MS,
    endedAt: null,
  };
  const server = {
    grants: [grant] as readonly ReviewGrant[],
    sessions: [facts] as readonly AdminSession[] | 'refused',
    changed: [] as ChangedMessage[],
    asked: [] as number[],
    reachable: true,
  };
  const heard: (ReviewEnd | ReviewGrant)[] = [];
  const main = createChatStore();
  const room = startReview(
    {
      store: main,
      backend,
      clock,
      environment,
      random: () => 0.5,
      waits: defaultWaits,
      me: sampleMe({ role: 'admin' }),
    },
    {
      ownGrants: (id) =>
        server.reachable
          ? Promise.resolve({
              asked: server.grants.find((one) => one.id === id) ?? null,
              open: server.grants.find(({ endedAt }) => endedAt === null) ?? null,
            })
          : Promise.reject(new ChatFailure(chatError('Offline', 'Out of reach.'))),
      adminSessions: () =>
        server.sessions === 'refused'
          ? Promise.reject(new ChatFailure(chatError('Denied', 'Only admins may do this.')))
          : Promise.resolve({ items: server.sessions, nextCursor: null, total: null }),
      reviewTrail: (_id, afterSeq, limit) => {
        server.asked.push(afterSeq);
        const rest = server.changed.filter(({ seq }) => seq > afterSeq);
        const page = rest.slice(0, limit);
        const nextCursor = rest.length > limit ? (page.at(-1)?.seq ?? null) : null;
        return Promise.resolve({ changed: page, nextCursor, events: [] });
      },
    },
    grant,
    { over: (why) => heard.push(why), renewed: (next) => heard.push(next) },
  );
  running.push({ room, pending: () => clock.pending() });
  const shown = () => room.store.getState().timelines[SESSION]?.messages ?? [];
  return { room, backend, clock, environment, grant, server, heard, main, shown };
}

/** Edits a message, and lets the trail know what it said. */
function edit({ backend, server }: ReturnType<typeof open>, seq: number, content: string): void {
  const before = backend.server.all()[seq - 1]!;
  const after = backend.server.edit(before.id, content);
  server.changed.push({
    messageId: before.id,
    seq,
    versions: [
      {
        version: 1,
        content: before.content,
        attachments: [],
        replacedAt: after.editedAt!,
        reason: 'edit',
      },
    ],
  });
}

describe('what is read', () => {
  test('all of it is loaded, with what was changed, and nothing reaches the other chat', async () => {
    const bench = open(350);
    edit(bench, 7, 'put better');
    await settle();
    expect(bench.shown()).toHaveLength(350);
    const trail = bench.room.trail.get();
    expect(trail).toMatchObject({ whole: true, loading: false, error: null });
    expect(Object.keys(trail.changed)).toEqual([uuid(10_007)]);
    expect(bench.main.getState()).toEqual(initialState);
    // Nothing that tells of a reader, and nothing that is no reading.
    expect([...new Set(bench.backend.calls)].sort()).toEqual(['getMessages', 'getSession']);
    expect(bench.backend.openChannels).toBe(0);
  });

  test('of a very long one as much as may be loaded; the rest by going back', async () => {
    const { room, shown } = open(MAX_LOADED + 500);
    await settle();
    await settle();
    expect(shown().length).toBeGreaterThan(MAX_LOADED - 200);
    expect(shown().length).toBeLessThanOrEqual(MAX_LOADED);
    expect(room.trail.get()).toMatchObject({ whole: false, loading: false });
    const oldest = shown()[0]!.seq;
    room.actions.loadOlder(SESSION);
    await settle();
    expect(shown()[0]!.seq).toBeLessThan(oldest);
  });

  test('at a moment it is as it was, also when more is said meanwhile', async () => {
    const bench = open(3);
    const [first] = bench.backend.server.all();
    edit(bench, 1, 'put better');
    await settle();
    bench.room.showAt(first!.createdAt);
    expect(bench.shown().map(({ content }) => content)).toEqual(['message 1']);
    bench.backend.server.insert(uuid(20_000), { createdAt: bench.clock.now() + MINUTE_MS });
    await bench.clock.advance(A_LOOK_MS);
    expect(bench.shown()).toHaveLength(1);
    expect(bench.room.trail.get().messages).toHaveLength(4);
    bench.room.showAt(null);
    expect(bench.shown().map(({ content }) => content)).toContain('put better');
    expect(bench.shown()).toHaveLength(4);
  });

  test('what is changed while it is read is asked for, from there on only', async () => {
    const bench = open(300);
    await settle();
    edit(bench, 200, 'put better');
    bench.server.asked.length = 0;
    await bench.clock.advance(A_LOOK_MS);
    expect(bench.server.asked).toEqual([199]);
    expect(bench.room.trail.get().changed[uuid(10_200)]?.versions).toHaveLength(1);
  });

  test('what writes does nothing', async () => {
    const { room, backend, shown } = open(1);
    await settle();
    room.actions.send(SESSION, 'hello');
    room.actions.toggleReaction(SESSION, shown()[0]!.id, '👍');
    room.actions.deleteMessage(SESSION, shown()[0]!.id);
    room.actions.see(SESSION, 1);
    await settle();
    expect(room.store.getState()).toMatchObject({ outbox: [], seen: {} });
    await expect(room.actions.pinMessage(SESSION, shown()[0]!.id, true)).rejects.toThrow(
      'A review is for reading only.',
    );
    expect(backend.count('sendMessage') + backend.count('markRead')).toBe(0);
  });
});

describe('it ends', () => {
  test('open -> over, by the clock, without the server', async () => {
    const { room, server, clock, heard, shown } = open(2);
    await settle();
    server.reachable = false;
    await clock.advance(30 * MINUTE_MS - 1);
    expect(shown()).toHaveLength(2);
    await clock.advance(1);
    expect(heard).toEqual(['over']);
    expect(shown()).toEqual([]);
    expect(room.store.getState()).toMatchObject({ sessions: {}, quoted: {} });
    expect(room.trail.get()).toMatchObject({ messages: [], changed: {}, session: null });
  });

  test.each<[ReviewEnd, (bench: ReturnType<typeof open>) => void]>([
    [
      'ended',
      ({ server, grant, clock }) => {
        server.grants = [{ ...grant, endedAt: clock.now() }];
      },
    ],
    [
      'elsewhere',
      ({ server, grant, clock }) => {
        const other = { ...grant, id: uuid(2), sessionId: uuid(200) };
        server.grants = [{ ...grant, endedAt: clock.now() }, other];
      },
    ],
    [
      'refused',
      ({ server }) => {
        server.grants = [];
        server.sessions = 'refused';
      },
    ],
    [
      'gone',
      ({ server }) => {
        server.grants = [];
        server.sessions = [];
      },
    ],
  ])('open -> %s, with the next look', async (why, happens) => {
    const bench = open(2);
    await settle();
    happens(bench);
    await bench.clock.advance(A_LOOK_MS);
    expect(bench.heard).toEqual([why]);
    expect(bench.shown()).toEqual([]);
  });

  test('open -> ended, at once where the server refuses or the tab comes back into view', async () => {
    const bench = open(2);
    await settle();
    bench.server.grants = [{ ...bench.grant, endedAt: bench.clock.now() }];
    bench.environment.set({ visible: true });
    await settle();
    expect(bench.heard).toEqual(['ended']);
  });

  test('open -> open, for longer, when it is renewed here or elsewhere', async () => {
    const { room, clock, grant, server, heard, shown } = open(2);
    await settle();
    const next = { ...grant, id: uuid(2), expiresAt: grant.expiresAt + 30 * MINUTE_MS };
    server.grants = [{ ...grant, endedAt: clock.now() }, next];
    await clock.advance(A_LOOK_MS);
    expect(heard).toEqual([next]);
    const third = { ...next, id: uuid(3), expiresAt: next.expiresAt + 30 * MINUTE_MS };
    server.grants = [third];
    room.extend(third);
    await clock.advance(80 * MINUTE_MS);
    expect(shown()).toHaveLength(2);
    await clock.advance(20 * MINUTE_MS);
    expect(heard).toEqual([next, 'over']);
  });
});
