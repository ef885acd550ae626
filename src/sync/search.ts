import { toChatError } from '../core/errors.ts';
import type { Session } from '../core/model.ts';
import { backoffMs } from '../lib/backoff.ts';
import type { Stop } from '../lib/stop.ts';
import type { Commands } from '../store/commands.ts';
import type { SyncContext } from './context.ts';

/** Messages per page of what was found. */
const FOUND_PAGE = 30;

export interface Search {
  readonly messages: Commands['searchMessages'];
  stop: Stop;
}

/** Answers searches. They change nothing: what is found is for whoever asked. */
export function createSearch({ store, backend, clock, random }: SyncContext): Search {
  const waiting = new Set<Stop>();

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(ms, () => {
        waiting.delete(cancel);
        resolve();
      });
      waiting.add(cancel);
    });

  async function find(...[search, cursor]: Parameters<Commands['searchMessages']>) {
    const ask = () => backend.searchMessages(search, cursor, FOUND_PAGE);
    try {
      return await ask();
    } catch (thrown) {
      if (toChatError(thrown).kind !== 'Offline') throw thrown;
    }
    // Once more, and then it is the person's to decide.
    await pause(backoffMs(1, random));
    return ask();
  }

  /** The row of a session; none if it was lost since something was found in it. */
  async function sessionIfAny(sessionId: string): Promise<readonly Session[]> {
    try {
      return [await backend.getSession(sessionId)];
    } catch (thrown) {
      if (toChatError(thrown).kind !== 'NotFound') throw thrown;
      return [];
    }
  }

  return {
    messages: async (search, cursor) => {
      const { messages, nextCursor } = await find(search, cursor);
      const known = store.getState().sessions;
      const ids = new Set(messages.map((message) => message.sessionId));
      const missing = [...ids].filter((id) => known[id] === undefined);
      const sessions = (await Promise.all(missing.map(sessionIfAny))).flat();
      const there = new Set(sessions.map((session) => session.id));
      return {
        messages: messages.filter(
          ({ sessionId }) => !missing.includes(sessionId) || there.has(sessionId),
        ),
        nextCursor,
        sessions,
      };
    },
    stop: () => {
      for (const cancel of waiting) cancel();
    },
  };
}
