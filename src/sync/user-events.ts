import type { UserEvent } from '../backend/backend.ts';
import type { SyncContext } from './context.ts';

/** Puts one durable event of the person's channel into the store. */
export function applyUserEvent(context: SyncContext, event: UserEvent): void {
  const { store, clock, me } = context;
  switch (event.type) {
    case 'message': {
      const { message, session } = event;
      // The message first: the row then finds the timeline already up to date.
      store.dispatch({ type: 'message/received', message });
      store.dispatch({ type: 'session/changed', session });
      if (message.senderId !== null && message.senderId !== me.id) {
        store.dispatch({
          type: 'typing/changed',
          sessionId: message.sessionId,
          userId: message.senderId,
          typing: false,
          at: clock.now(),
        });
      }
      return;
    }
    case 'session':
      store.dispatch({ type: 'session/changed', session: event.session });
      return;
    case 'removed':
      store.dispatch({ type: 'session/removed', sessionId: event.sessionId });
      return;
    case 'receipt':
      store.dispatch({
        type: 'receipt/received',
        sessionId: event.sessionId,
        receipt: event.receipt,
        own: event.own,
      });
      return;
    case 'presence':
      store.dispatch({
        type: 'presence/changed',
        userId: event.userId,
        status: event.status,
        lastSeen: event.lastSeen,
      });
      return;
    case 'revoked':
      // Handled by the connection, which the event is about.
      return;
  }
}
