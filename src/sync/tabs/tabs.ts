import type { Stop } from '../../lib/stop.ts';

export interface LockListener {
  onHeld(): void;
  /** Another tab has taken the lock away. */
  onLost(): void;
}

/** A line to the other tabs; each hears what another posts, in that order, but never its own. */
export interface Line {
  /** `message` must survive structured cloning. */
  post(message: unknown): void;
  close: Stop;
}

/** What the tabs of one browser share; replaced by a plain object in tests. */
export interface Tabs {
  /** Tells this tab from the others. */
  readonly id: string;
  openLine(name: string, listener: (message: unknown) => void): Line;
  /**
   * Waits for the lock and holds it until stopped; `steal` takes it at once from whoever has it. A
   * lock whose tab is closed or crashes is free.
   */
  holdLock(name: string, steal: boolean, listener: LockListener): Stop;
}

/**
 * The browser's Web Locks and BroadcastChannel; null where either is missing (Safari before 15.4,
 * pages without https): then every tab speaks for itself, which costs connections but loses nothing.
 */
export function browserTabs(window: Window & typeof globalThis): Tabs | null {
  const locks = window.navigator.locks as LockManager | undefined;
  if (locks === undefined || !('BroadcastChannel' in window)) return null;
  return {
    id: window.crypto.randomUUID(),
    openLine: (name, listener) => {
      const channel = new window.BroadcastChannel(name);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => listener(data);
      return { post: (message) => channel.postMessage(message), close: () => channel.close() };
    },
    holdLock: (name, steal, listener) => {
      const waiting = new AbortController();
      let stopped = false;
      let release = (): void => undefined;
      const held = (): Promise<void> | undefined => {
        if (stopped) return undefined;
        const whileHeld = new Promise<void>((resolve) => {
          release = resolve;
        });
        listener.onHeld();
        return whileHeld;
      };
      locks.request(name, steal ? { steal } : { signal: waiting.signal }, held).catch(() => {
        // Either this tab stopped waiting, or the lock was stolen.
        if (!stopped) listener.onLost();
      });
      return () => {
        stopped = true;
        waiting.abort();
        release();
      };
    },
  };
}
