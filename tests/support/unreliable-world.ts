import { isBehind } from '../../src/core/reduce-timeline.ts';
import { chatError, ChatFailure } from '../../src/core/errors.ts';
import type { MessagePage, SyncPage } from '../../src/core/events.ts';
import type { Message } from '../../src/core/model.ts';
import type { Outgoing } from '../../src/core/outgoing.ts';
import type { ChatState } from '../../src/core/state.ts';
import { createChatStore, type ChatStore } from '../../src/store/store.ts';
import { createWriting, type Writing } from '../../src/store/writing.ts';
import type { SyncContext } from '../../src/sync/context.ts';
import { filesOn } from '../../src/sync/disk/files.ts';
import { startKeeper, type Keeper } from '../../src/sync/disk/keeper.ts';
import { createMemoryDisk } from '../../src/sync/disk/memory-disk.ts';
import { startOutbox, type Outbox } from '../../src/sync/outbox.ts';
import { FakeBackend } from './fake-backend.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { FakeServer } from './fake-server.ts';
import { sampleMe, sampleSession, SESSION, uuid } from './samples.ts';

/** What was said before the first of the devices looked. */
const FIRST_MESSAGES = 3;
const SYNC_LIMIT = 3;
const PAGE = 1_000;
/** Longer than any pause of the outbox, in milliseconds. */
const LONG_MS = 60_000;
/** Rounds in which everything goes well; more than anything in a run can need. */
const HEALING_ROUNDS = 60;
/** Turns of the microtask queue that are enough for every promise chain of keeper and outbox. */
const TURNS = 12;

const offline = chatError('Offline', 'no network');
const limited = chatError('RateLimited', 'slow down', {
  code: 'rate_limited',
  retryAfterMs: 5_000,
});
const signedOut = chatError('Unauthorized', 'sign in again');

export async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}

/**
 * What becomes of a request: answered; lost on the way there, or back; refused for now; or given up
 * on here while it goes on travelling, and arrives later.
 */
export type Outcome = 'answered' | 'lost' | 'answerLost' | 'limited' | 'unauthorized' | 'late';

interface Request {
  readonly commit: () => Promise<Message>;
  readonly resolve: (message: Promise<Message>) => void;
  readonly reject: (error: ChatFailure) => void;
}

/** One device with the real store, keeper and outbox, on a network that does what the test says. */
export class TestDevice {
  readonly #world: UnreliableWorld;
  readonly #userId: string;
  readonly #disk = Promise.resolve(createMemoryDisk());
  readonly #requests: Request[] = [];
  /** Broadcasts under way to this device. */
  readonly #broadcasts: Message[] = [];
  /** Pages that were read from the server and have not arrived. */
  readonly #pages: SyncPage[] = [];
  #late: (() => Promise<Message>)[] = [];
  #store: ChatStore = createChatStore();
  #keeper: Keeper | null = null;
  #outbox: Outbox | null = null;
  writing!: Writing;

  constructor(world: UnreliableWorld, userId: string) {
    this.#world = world;
    this.#userId = userId;
  }

  get state(): ChatState {
    return this.#store.getState();
  }

  get messages(): readonly Message[] {
    return this.state.timelines[SESSION]?.messages ?? [];
  }

  get outbox(): readonly Outgoing[] {
    return this.state.outbox;
  }

  /** A fresh tab: what the disk has, and the newest page of the server. */
  async start(): Promise<void> {
    const store = createChatStore();
    this.#store = store;
    const { clock, server } = this.#world;
    const me = sampleMe({ id: this.#userId });
    store.dispatch({ type: 'auth/signedIn', me });
    store.dispatch({ type: 'tab/led', leads: true });
    store.dispatch({ type: 'session/changed', session: sampleSession() });
    store.dispatch({ type: 'session/opened', sessionId: SESSION });
    const page: MessagePage = server.page(null, PAGE);
    store.dispatch({ type: 'timeline/pageLoaded', sessionId: SESSION, page, older: false });
    const files = filesOn(this.#disk);
    this.writing = createWriting({
      store,
      clock,
      newId: this.#world.newId,
      keepFile: files.put,
    });
    this.#keeper = startKeeper(store, this.#disk, me.id);
    const parts = { environment: null as never, waits: null as never, random: () => 0.5 };
    const context: SyncContext = { ...parts, store, clock, me, backend: this.#backend() };
    this.#outbox = startOutbox(context, { files });
    await turns();
  }

  stop(): void {
    this.#outbox?.stop();
    this.#keeper?.stop();
    // Whoever asked is gone; what was asked for may still arrive.
    this.#late.push(...this.#requests.splice(0).map((request) => request.commit));
  }

  /** What is under way when the tab goes may have reached the server, or may do so later. */
  async reload(reached: boolean): Promise<void> {
    if (reached)
      for (const { commit } of this.#requests.splice(0)) await commit().catch(() => undefined);
    this.stop();
    await this.start();
  }

  #backend(): FakeBackend {
    const backend = new FakeBackend(this.#world.server, this.#userId);
    const slow =
      <A extends readonly unknown[]>(method: (...args: A) => Promise<Message>) =>
      (...args: A): Promise<Message> =>
        new Promise((resolve, reject) => {
          this.#requests.push({
            commit: () => this.#world.watch(() => method(...args)),
            resolve,
            reject,
          });
        });
    backend.sendMessage = slow(backend.sendMessage);
    backend.editMessage = slow(backend.editMessage);
    backend.deleteMessage = slow(backend.deleteMessage);
    backend.setReaction = slow(backend.setReaction);
    return backend;
  }

  /** Decides what becomes of one of the requests under way; false if there is none. */
  async settleRequest(pick: number, outcome: Outcome): Promise<boolean> {
    const [request] = this.#requests.splice(pick % (this.#requests.length || 1), 1);
    if (request === undefined) return false;
    if (outcome === 'answered') request.resolve(request.commit());
    if (outcome === 'answerLost') await request.commit().catch(() => undefined);
    if (outcome === 'late') this.#late.push(request.commit);
    const error =
      outcome === 'limited' ? limited : outcome === 'unauthorized' ? signedOut : offline;
    if (outcome !== 'answered') request.reject(new ChatFailure(error));
    await turns();
    return true;
  }

  /** Something that was taken for lost reaches the server after all. */
  async arriveLate(pick: number): Promise<void> {
    const [commit] = this.#late.splice(pick % (this.#late.length || 1), 1);
    await commit?.().catch(() => undefined);
  }

  announce(message: Message): void {
    this.#broadcasts.push(message);
  }

  /** In any order; `keep` delivers it again later, `drop` never. */
  async hear(pick: number, how: 'take' | 'keep' | 'drop'): Promise<void> {
    const at = pick % (this.#broadcasts.length || 1);
    const message = this.#broadcasts[at];
    if (message === undefined) return;
    if (how !== 'keep') this.#broadcasts.splice(at, 1);
    if (how !== 'drop') this.#store.dispatch({ type: 'message/received', message });
    await turns();
  }

  /** Reads a page of changes, which arrives when `receivePage` says so. */
  readPage(): void {
    const cursor = this.state.timelines[SESSION]?.cursor ?? 0;
    this.#pages.push(this.#world.server.sync(cursor, SYNC_LIMIT));
  }

  async receivePage(pick: number): Promise<void> {
    const [page] = this.#pages.splice(pick % (this.#pages.length || 1), 1);
    if (page !== undefined) {
      this.#store.dispatch({ type: 'timeline/synced', sessionId: SESSION, page });
    }
    await turns();
  }

  async signInAgain(): Promise<void> {
    this.#store.dispatch({ type: 'auth/signedIn', me: sampleMe({ id: this.#userId }) });
    await turns();
  }

  /** What the sync engine does when the network is well. */
  async heal(): Promise<void> {
    for (let round = 0; round < HEALING_ROUNDS; round += 1) {
      while (await this.settleRequest(0, 'answered'));
      if (this.outbox.every((item) => item.status === 'failed')) break;
      this.#outbox?.flush();
      await turns();
      if (this.#requests.length === 0) await this.#world.clock.advance(LONG_MS);
    }
  }

  catchUp(): void {
    const { lastRev, lastSeq } = this.#world.server;
    const session = sampleSession({ lastRev, lastSeq });
    this.#store.dispatch({ type: 'session/changed', session });
    for (;;) {
      const timeline = this.state.timelines[SESSION];
      if (timeline === undefined || !isBehind(timeline)) return;
      const page = this.#world.server.sync(timeline.cursor, SYNC_LIMIT);
      this.#store.dispatch({ type: 'timeline/synced', sessionId: SESSION, page });
    }
  }
}

/** A server and some devices, with everything between them in the hands of a test. */
export class UnreliableWorld {
  readonly server = new FakeServer();
  readonly clock: FakeClock = createFakeClock();
  readonly devices: readonly TestDevice[];
  #made = 0;

  readonly #userIds: readonly string[];

  constructor(userIds: readonly string[]) {
    this.#userIds = userIds;
    this.devices = userIds.map((userId) => new TestDevice(this, userId));
  }

  readonly newId = (): string => uuid(10_000 + (this.#made += 1));

  async start(): Promise<this> {
    for (let n = 0; n < FIRST_MESSAGES; n += 1) {
      this.server.insert(this.newId(), {
        senderId: this.#userIds[n % this.#userIds.length] ?? null,
      });
    }
    for (const device of this.devices) await device.start();
    return this;
  }

  /** Runs a request on the server; what it changes is announced to every device. */
  watch(work: () => Promise<Message>): Promise<Message> {
    const before = this.server.lastRev;
    const result = work();
    for (const message of this.server.sync(before, PAGE).messages) {
      for (const device of this.devices) device.announce(message);
    }
    return result;
  }

  /** From now on all goes well, until nobody has anything left to send or to learn. */
  async heal(): Promise<void> {
    for (const device of this.devices) await device.heal();
    for (const device of this.devices) device.catchUp();
  }

  stop(): void {
    for (const device of this.devices) device.stop();
  }
}
