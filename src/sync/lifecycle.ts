import { toChatError } from '../core/errors.ts';
import type { Session } from '../core/model.ts';
import type { LifecycleBackend } from '../backend/lifecycle-backend.ts';
import type { LifecycleCommands } from '../store/lifecycle-commands.ts';
import type { SyncContext } from './context.ts';

/** Sessions per page of those that await the person. */
const AWAITING_PAGE = 100;

/** The life of sessions; see `LifecycleCommands`. */
export async function createLifecycle(context: SyncContext): Promise<LifecycleCommands> {
  const { store, backend } = context;
  const life: LifecycleBackend = await backend.lifecycle();

  const know = (session: Session): void => store.dispatch({ type: 'session/changed', session });

  /** Does something with a session, and shows it as it then is. */
  async function change(
    sessionId: string,
    work: () => Promise<Session | null>,
  ): Promise<Session | null> {
    try {
      const session = await work();
      if (session !== null) know(session);
      return session;
    } catch (thrown) {
      if (toChatError(thrown).kind === 'Conflict') await look(sessionId);
      throw thrown;
    }
  }

  /** Somebody else was faster, or time was: what is offered should go by what they did. */
  async function look(sessionId: string): Promise<void> {
    try {
      know(await backend.getSession(sessionId));
    } catch {
      // The refusal is what the person hears of; the next round brings the row.
    }
  }

  return {
    request: async (request) => {
      const session = await life.requestSession(request);
      know(session);
      return session.id;
    },
    transition: async (sessionId, to, options = {}) => {
      await change(sessionId, () => life.transitionSession(sessionId, to, options));
    },
    reschedule: async (sessionId, at) => {
      await change(sessionId, () => life.rescheduleSession(sessionId, at));
    },
    askForTime: async (sessionId, minutes) => {
      await change(sessionId, () => life.requestExtension(sessionId, minutes));
    },
    answerTime: async (sessionId, grant) => {
      await change(sessionId, () => life.answerExtension(sessionId, grant));
    },
    overlapping: (at, peerId) => life.overlappingSessions(at, peerId),
    join: async (sessionId, reason) => {
      know(await life.joinSession(sessionId, reason));
      // It may be on screen as one that is not there.
      if (store.getState().timelines[sessionId]?.status === 'error') {
        store.dispatch({ type: 'timeline/requested', sessionId });
      }
    },
    leave: async (sessionId) => {
      await change(sessionId, async () => {
        await life.leaveSession(sessionId);
        return null;
      });
      store.dispatch({ type: 'session/removed', sessionId });
    },
    showHistory: async (sessionId, userId) => {
      await change(sessionId, () => life.showHistory(sessionId, userId));
    },
    lateIn: (sessionId) => life.listLate(sessionId),
    eventsOf: (sessionId) => life.listEvents(sessionId),
    reviewsOf: (sessionId) => life.listReviews(sessionId),
    ratingOf: (sessionId) => life.getRating(sessionId),
    rate: (sessionId, stars, comment) => life.rateSession(sessionId, stars, comment),
    loadAwaiting: async () => {
      let cursor: string | null = null;
      do {
        const page = await life.listAwaiting(cursor, AWAITING_PAGE);
        page.sessions.forEach(know);
        cursor = page.nextCursor;
      } while (cursor !== null);
    },
  };
}
