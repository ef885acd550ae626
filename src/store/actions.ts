import { checkMessage, outgoing } from '../core/compose.ts';
import type { ChatError } from '../core/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Commands } from './commands.ts';
import type { ChatStore } from './store.ts';

/** Everything that faces can do. Stable for the life of the app. */
export interface Actions extends Commands {
  readonly openSession: (sessionId: string) => void;
  readonly closeSession: () => void;
  readonly loadOlder: (sessionId: string) => void;
  readonly loadMoreSessions: () => void;
  readonly retryList: () => void;
  readonly retryTimeline: (sessionId: string) => void;
  /** Queues `text`; returns why not, if it cannot be sent. */
  readonly send: (sessionId: string, text: string) => ChatError | null;
  readonly retrySend: (id: string) => void;
  readonly discard: (id: string) => void;
  readonly setDraft: (sessionId: string, text: string) => void;
  /** The person has seen everything up to `seq` of the open session. */
  readonly see: (sessionId: string, seq: number) => void;
}

export function createActions(parts: {
  store: ChatStore;
  commands: Commands;
  clock: Clock;
  newId: () => string;
}): Actions {
  const { store, commands, clock, newId } = parts;
  const { dispatch } = store;
  return {
    ...commands,
    openSession: (sessionId) => dispatch({ type: 'session/opened', sessionId }),
    closeSession: () => dispatch({ type: 'session/closed' }),
    loadOlder: (sessionId) => dispatch({ type: 'timeline/olderRequested', sessionId }),
    loadMoreSessions: () => dispatch({ type: 'list/moreRequested' }),
    retryList: () => dispatch({ type: 'list/requested' }),
    retryTimeline: (sessionId) => dispatch({ type: 'timeline/requested', sessionId }),
    send: (sessionId, text) => {
      const { auth } = store.getState();
      const error = checkMessage(text);
      if (error !== null || auth.status !== 'signedIn') return error;
      const item = outgoing({
        id: newId(),
        sessionId,
        authorId: auth.me.id,
        text,
        at: clock.now(),
      });
      dispatch({ type: 'outbox/composed', item });
      dispatch({ type: 'draft/changed', sessionId, text: '' });
      return null;
    },
    retrySend: (id) => dispatch({ type: 'outbox/retried', id }),
    discard: (id) => dispatch({ type: 'outbox/discarded', id }),
    setDraft: (sessionId, text) => dispatch({ type: 'draft/changed', sessionId, text }),
    see: (sessionId, seq) => dispatch({ type: 'read/seen', sessionId, seq }),
  };
}
