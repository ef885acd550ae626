import type { LockListener, Tabs } from '../../src/sync/tabs/tabs.ts';

interface Waiting {
  readonly tabId: string;
  readonly listener: LockListener;
}

interface FakeTab {
  readonly tabs: Tabs;
  /** It does nothing from now on, and hears later what is said meanwhile. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** What is said from now on does not reach it, until it `hears` again. */
  readonly deafen: () => void;
  readonly hears: () => void;
  /** As if the tab were closed or had crashed: its locks are free, its lines are dead. */
  readonly kill: () => void;
}

/** The locks and lines of one browser, in memory: messages arrive a turn later, as in a browser. */
export function createFakeBrowser(): { openTab(): FakeTab } {
  const lines = new Map<string, Map<string, (message: unknown) => void>>();
  const locks = new Map<string, Waiting[]>();
  const frozen = new Map<string, (() => void)[]>();
  const dead = new Set<string>();
  const deaf = new Set<string>();
  let opened = 0;

  /** Runs `task` in its tab, a turn later, when the tab is awake. */
  function deliver(tabId: string, task: () => void): void {
    queueMicrotask(() => {
      if (dead.has(tabId)) return;
      const kept = frozen.get(tabId);
      if (kept === undefined) task();
      else kept.push(task);
    });
  }

  const queueOf = (name: string): Waiting[] => {
    const queue = locks.get(name) ?? [];
    locks.set(name, queue);
    return queue;
  };

  const grant = (name: string): void => {
    const next = queueOf(name)[0];
    if (next !== undefined) deliver(next.tabId, () => next.listener.onHeld());
  };

  function leave(name: string, waiting: Waiting): void {
    const queue = queueOf(name);
    const at = queue.indexOf(waiting);
    if (at === -1) return;
    queue.splice(at, 1);
    if (at === 0) grant(name);
  }

  return {
    openTab: () => {
      opened += 1;
      const id = `tab ${opened}`;
      const tabs: Tabs = {
        id,
        openLine: (name, listener) => {
          const line = lines.get(name) ?? new Map<string, (message: unknown) => void>();
          lines.set(name, line);
          line.set(id, listener);
          return {
            post: (message) => {
              const copy: unknown = structuredClone(message);
              for (const [other, hear] of line) {
                if (other !== id && !deaf.has(other)) deliver(other, () => hear(copy));
              }
            },
            close: () => line.delete(id),
          };
        },
        holdLock: (name, steal, listener) => {
          const waiting: Waiting = { tabId: id, listener };
          const queue = queueOf(name);
          if (steal) {
            const robbed = queue.shift();
            queue.unshift(waiting);
            if (robbed !== undefined) deliver(robbed.tabId, () => robbed.listener.onLost());
            grant(name);
          } else {
            queue.push(waiting);
            if (queue.length === 1) grant(name);
          }
          return () => leave(name, waiting);
        },
      };
      return {
        tabs,
        freeze: () => frozen.set(id, []),
        thaw: () => {
          const kept = frozen.get(id) ?? [];
          frozen.delete(id);
          for (const task of kept) task();
        },
        deafen: () => void deaf.add(id),
        hears: () => void deaf.delete(id),
        kill: () => {
          dead.add(id);
          for (const line of lines.values()) line.delete(id);
          for (const [name, queue] of locks) {
            for (const waiting of queue.filter((one) => one.tabId === id)) leave(name, waiting);
          }
        },
      };
    },
  };
}
