import { coalesce } from '../core/coalesce.ts';
import { chatError, isTransient, SUSPENDED, toChatError } from '../core/errors.ts';
import type { Message } from '../core/model.ts';
import type { Outgoing, OutgoingFile } from '../core/outgoing.ts';
import { loadLater } from '../backend/load-later.ts';
import { backoffMs } from '../lib/backoff.ts';
import { loadOnce } from '../lib/load-once.ts';
import type { Stop } from '../lib/stop.ts';
import type { SyncContext } from './context.ts';
import type { Files } from './disk/files.ts';
import { heads, laneOf, waitsUntil } from './lanes.ts';
import type { Uploads } from './uploads.ts';

/** After another tab has taken over, this one asks again only now and then; in milliseconds. */
const FENCED_MS = 1_000;

export interface Outbox {
  /** The way may be free again: what waits for its next try, or for a sign-in, is tried now. */
  flush(): void;
  stop: Stop;
}

const asAttachment = ({ path, name, width, height }: OutgoingFile) => ({
  path,
  name,
  width,
  height,
});

const hasFiles = (item: Outgoing | undefined): boolean =>
  item?.kind === 'message' && item.files.length > 0;

/**
 * Sends what is queued, lane by lane (see lanes.ts): one at a time and in order within a lane, lanes
 * independently. What failed for good steps aside; what may yet succeed holds up those behind it.
 * A message goes when all its files are up. Before each request `maySend` is asked, which must not
 * reject: false means that another tab of this browser sends now.
 */
export function startOutbox(
  context: SyncContext,
  parts: {
    maySend?: () => Promise<boolean>;
    files: Pick<Files, 'read'>;
    /** The person may not write now; what is queued waits until they may. */
    onSuspended?: () => void;
  },
): Outbox {
  const { store, backend, clock, random } = context;
  /** Lanes that somebody is at work in. */
  const busy = new Set<string>();
  let stopped = false;
  let fencedUntil = 0;
  let cancelWake: Stop = () => undefined;
  // Read through a function: it changes while requests are under way, which types cannot see.
  const isStopped = (): boolean => stopped;

  async function maySend(): Promise<boolean> {
    const allowed = await (parts.maySend?.() ?? true);
    if (!allowed) fencedUntil = clock.now() + FENCED_MS;
    return allowed;
  }
  /** What takes files up; most visits send none. */
  const uploads = loadOnce(async (): Promise<Uploads> => {
    const { createUploads } = await loadLater(
      () => import('./uploads.ts'),
      'Files cannot be sent right now.',
    );
    const made = createUploads(context, parts.files, maySend);
    if (stopped) made.stop();
    else stopUploads = made.stop;
    return made;
  });
  let stopUploads: Stop = () => undefined;

  const current = (id: string): Outgoing | undefined =>
    store.getState().outbox.find((item) => item.id === id);

  function request(item: Outgoing): Promise<Message> {
    switch (item.kind) {
      case 'message':
        return backend.sendMessage({ ...item, attachments: item.files.map(asAttachment) });
      case 'edit':
        return backend.editMessage(item.messageId, item.content, item.expectedRev);
      case 'delete':
        return backend.deleteMessage(item.messageId);
      case 'reaction':
        return backend.setReaction(item.messageId, item.emoji, item.on);
    }
  }

  function fail(id: string, thrown: unknown): void {
    const error = toChatError(thrown);
    const suspended = error.code === SUSPENDED;
    if (error.kind === 'Unauthorized' || suspended) {
      store.dispatch({ type: 'outbox/paused', id, error });
      if (suspended) parts.onSuspended?.();
    } else if (isTransient(error)) {
      const item = current(id);
      // A message whose files would not go up was not even tried.
      const attempt = (item?.attempts ?? 0) + (item?.status === 'sending' ? 0 : 1);
      const wait = error.retryAfterMs ?? backoffMs(attempt, random);
      store.dispatch({ type: 'outbox/delayed', id, error, notBefore: clock.now() + wait });
    } else {
      store.dispatch({ type: 'outbox/refused', id, error });
    }
  }

  /** Takes one item as far as it gets; it may have changed, or gone, by each next step. */
  async function send(id: string): Promise<void> {
    if (hasFiles(current(id)) && !(await (await uploads()).uploadAll(id))) return;
    if (!(await maySend()) || isStopped()) return;
    const item = current(id);
    if (item?.status !== 'queued' || (item.notBefore ?? 0) > clock.now()) return;
    if (item.kind === 'message' && item.files.some((file) => !file.uploaded)) return;
    store.dispatch({ type: 'outbox/sendStarted', id });
    const message = await request(item);
    if (!isStopped()) store.dispatch({ type: 'outbox/accepted', id, message });
  }

  async function work(item: Outgoing): Promise<void> {
    const lane = laneOf(item);
    busy.add(lane);
    try {
      await send(item.id);
    } catch (thrown) {
      if (!isStopped()) fail(item.id, thrown);
    } finally {
      busy.delete(lane);
      drain();
    }
  }

  function drain(): void {
    cancelWake();
    if (stopped) return;
    const { outbox } = store.getState();
    const step = coalesce(outbox);
    if (step !== null) {
      // Comes back here through the subscription.
      store.dispatch({ type: 'outbox/coalesced', ...step });
      return;
    }
    // It also withdraws the files of what is discarded while it waits.
    if (outbox.some(hasFiles)) uploads().catch(() => undefined);
    const now = clock.now();
    let wakeAt = Infinity;
    for (const head of heads(outbox)) {
      if (head.status !== 'queued' || busy.has(laneOf(head))) continue;
      const until = Math.max(waitsUntil(head, outbox), fencedUntil);
      if (until > now) wakeAt = Math.min(wakeAt, until);
      else void work(head);
    }
    if (wakeAt !== Infinity) cancelWake = clock.after(wakeAt - now, drain);
  }

  // Left over from a drain that was stopped while it sent: sent again, which changes nothing twice.
  for (const { id, status } of store.getState().outbox) {
    const error = chatError('Offline', 'Sending was interrupted.');
    if (status === 'sending')
      store.dispatch({ type: 'outbox/delayed', id, error, notBefore: null });
  }
  const unsubscribe = store.subscribe((state, before) => {
    if (state.auth !== before.auth) store.dispatch({ type: 'outbox/resumed' });
    if (state.outbox !== before.outbox) drain();
  });
  drain();

  return {
    flush: () => {
      fencedUntil = 0;
      store.dispatch({ type: 'outbox/resumed' });
      for (const item of heads(store.getState().outbox)) {
        const limited = item.error?.kind === 'RateLimited';
        if (item.status === 'queued' && item.notBefore !== null && !limited) {
          store.dispatch({ type: 'outbox/retried', id: item.id });
        }
      }
      drain();
    },
    stop: () => {
      stopped = true;
      cancelWake();
      unsubscribe();
      stopUploads();
    },
  };
}
