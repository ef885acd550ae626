import { createAuth } from './auth.ts';
import { createFiles } from './files.ts';
import type { Backend, Place } from './backend.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import type { FurtherBackend } from './further.ts';
import { onDemand } from '../lib/on-demand.ts';
import { loadLater } from './load-later.ts';
import {
  parseDelivered,
  parseMessagePage,
  parseOpened,
  parseReadState,
  parseServerTime,
  parseSession,
  parseSessionPage,
  parseSyncPage,
} from './parse.ts';
import { createRealtime } from './realtime.ts';
import { createWriting } from './writing.ts';

const FURTHER: Readonly<Record<keyof FurtherBackend, true>> = {
  searchMessages: true,
  setSessionState: true,
  listPinnedSessions: true,
  getReadReceipts: true,
  setReadReceipts: true,
  listShared: true,
  getTranscriptPage: true,
  pinMessage: true,
  listPins: true,
  setBookmark: true,
  listBookmarkIds: true,
  listBookmarks: true,
  markUnreadFrom: true,
  getDeliveries: true,
  getVersions: true,
  editMessage: true,
  deleteMessage: true,
  setReaction: true,
  seqAt: true,
  getLimits: true,
};

/** The one implementation of `Backend`: plain PostgREST queries, RPC and private channels. */
export function createSupabaseBackend(client: ChatClient): Backend {
  return {
    ...createAuth(client),
    ...createRealtime(client),
    ...createWriting(client),
    ...createFiles(client),
    ...onDemand(FURTHER, () =>
      loadLater(
        async () => (await import('./further.ts')).createFurther(client),
        'A part of the chat could not be loaded.',
      ),
    ),

    listSessions: async (cursor, limit) =>
      parseSessionPage(
        unwrap(
          await client.rpc('list_sessions', {
            p_limit: limit,
            ...(cursor === null ? {} : { p_before: cursor }),
          }),
        ),
      ),

    getSession: async (sessionId) =>
      parseSession(unwrap(await client.rpc('get_session', { p_session_id: sessionId }))),

    getMessages: async (sessionId, place, limit) =>
      parseMessagePage(
        unwrap(
          await client.rpc('get_messages', {
            p_session_id: sessionId,
            p_limit: limit,
            ...placeArguments(place),
          }),
        ),
      ),

    syncSession: async (sessionId, sinceRev, limit) =>
      parseSyncPage(
        unwrap(
          await client.rpc('sync_session', {
            p_session_id: sessionId,
            p_since_rev: sinceRev,
            p_limit: limit,
          }),
        ),
      ),

    markRead: async (sessionId, seq) =>
      parseReadState(
        unwrap(await client.rpc('mark_read', { p_session_id: sessionId, p_seq: seq })),
      ),

    markDelivered: async (sessionId, seq) =>
      parseDelivered(
        unwrap(await client.rpc('mark_delivered', { p_session_id: sessionId, p_seq: seq })),
      ),

    lifecycle: () =>
      loadLater(
        async () => (await import('./lifecycle.ts')).createLifecycle(client),
        'This cannot be done right now.',
      ),

    people: () =>
      loadLater(
        async () => (await import('./people.ts')).createPeople(client),
        'This cannot be shown right now.',
      ),

    notifications: () =>
      loadLater(
        async () => (await import('./notifications.ts')).createNotifications(client),
        'Notifications cannot be shown right now.',
      ),

    contactSupport: async () =>
      parseOpened(unwrap(await client.rpc('open_conversation', { p_kind: 'support' }))),

    claimConnection: async (device, force) => {
      unwrap(await client.rpc('claim_connection', { p_device: device, p_force: force }));
    },

    releaseConnection: async () => {
      unwrap(await client.rpc('release_connection'));
    },

    heartbeat: async (status, sessionId) =>
      parseServerTime(
        unwrap(
          await client.rpc('heartbeat', {
            p_status: status,
            ...(sessionId === null ? {} : { p_session_id: sessionId }),
          }),
        ),
      ),
  };
}

function placeArguments(place: Place) {
  if (place === null) return {};
  if (typeof place === 'number') return { p_before_seq: place };
  return 'after' in place ? { p_after_seq: place.after } : { p_around_seq: place.around };
}
