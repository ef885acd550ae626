import type { UserEvent } from '../backend/backend.ts';
import type { ChatEvent } from '../core/events.ts';

/** What one durable event of the person's channel, heard at `at` (epoch ms), means to the store. */
export function chatEventsOf(event: UserEvent, myId: string, at: number): readonly ChatEvent[] {
  switch (event.type) {
    case 'message': {
      const { message, session } = event;
      const { senderId, sessionId } = message;
      return [
        // The message first: the row then finds the timeline already up to date.
        { type: 'message/received', message },
        { type: 'session/changed', session },
        ...(senderId !== null && senderId !== myId
          ? [{ type: 'typing/changed', sessionId, userId: senderId, typing: false, at } as const]
          : []),
      ];
    }
    case 'session':
      return [{ type: 'session/changed', session: event.session }];
    case 'removed':
      return [{ type: 'session/removed', sessionId: event.sessionId }];
    case 'receipt': {
      const { sessionId, receipt, own } = event;
      return [{ type: 'receipt/received', sessionId, receipt, own }];
    }
    case 'receipts':
      return event.receipts.map(({ sessionId, receipt }) => ({
        type: 'receipt/received',
        sessionId,
        receipt,
        own: null,
      }));
    case 'presence': {
      const { userId, status, lastSeen } = event;
      return [{ type: 'presence/changed', userId, status, lastSeen }];
    }
    case 'bookmark': {
      const { sessionId, messageId, on } = event;
      return [{ type: 'bookmark/changed', sessionId, messageId, on }];
    }
    case 'notification':
    case 'revoked':
      // Handled by those whom they are about.
      return [];
  }
}
