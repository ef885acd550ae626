import type { ChatEvent } from '../../core/events.ts';
import type { ChatState } from '../../core/state.ts';

/**
 * What one tab learns or a person does in it that is true for all tabs of the browser. Pages of
 * history are missing on purpose: each tab loads what it shows.
 */
const SHARED: ReadonlySet<ChatEvent['type']> = new Set<ChatEvent['type']>([
  'connection/changed',
  'list/loaded',
  'session/changed',
  'session/removed',
  'message/received',
  'receipt/received',
  'read/seen',
  'read/confirmed',
  'read/keptUnread',
  'read/resumed',
  'bookmark/changed',
  'notifications/loaded',
  'notifications/heard',
  'notifications/read',
  'notifications/readUntil',
  'notifications/restored',
  'notifications/withdrawn',
  'notifications/settings',
  'presence/changed',
  'presence/chosen',
  'person/active',
  'clock/compared',
  'typing/changed',
  'typing/expired',
  'here/changed',
  'outbox/mirrored',
  'outbox/sendStarted',
  'outbox/accepted',
  'outbox/delayed',
  'outbox/paused',
  'outbox/resumed',
  'outbox/refused',
  'outbox/retried',
  'outbox/discarded',
  'outbox/coalesced',
  'outbox/fileUploaded',
  'outbox/fileFailed',
  'outbox/fileRemoved',
  'upload/progressed',
]);

/** `event` as the other tabs should hear it, given the state after it; null to keep it here. */
export function shareable(event: ChatEvent, state: ChatState): ChatEvent | null {
  if (event.type === 'outbox/stored') {
    // Only now: what another tab shows as queued must not be lost with this one.
    const item = state.outbox.find((one) => one.id === event.id);
    return item === undefined ? null : { type: 'outbox/mirrored', item };
  }
  // Further pages are each tab's own: another one may not have what lies between.
  if (event.type === 'list/loaded' && event.more) return null;
  if (event.type === 'notifications/loaded' && event.turn !== null) return null;
  return SHARED.has(event.type) ? event : null;
}

/** What this tab knows of the outbox, of what was read and of the session on its screen. */
export function ownKnowledge(state: ChatState): readonly ChatEvent[] {
  const open = state.openSessionId === null ? undefined : state.sessions[state.openSessionId];
  return [
    ...(open === undefined ? [] : [{ type: 'session/changed', session: open } as const]),
    ...Object.entries(state.seen).map(
      ([sessionId, seq]) => ({ type: 'read/seen', sessionId, seq }) as const,
    ),
    ...state.outbox
      .filter((item) => item.status !== 'unsaved')
      .map((item) => ({ type: 'outbox/mirrored', item }) as const),
  ];
}

/** What only the leader knows: the link, and who is in the sessions on the screens of the tabs. */
export function leadersKnowledge(state: ChatState): readonly ChatEvent[] {
  return [
    { type: 'connection/changed', change: state.connection },
    { type: 'clock/compared', aheadMs: state.serverAheadMs },
    ...Object.entries(state.here).map(
      ([sessionId, userIds]) => ({ type: 'here/changed', sessionId, userIds }) as const,
    ),
  ];
}
