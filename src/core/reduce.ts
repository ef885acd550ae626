import { oldIfSame } from '../lib/old-if-same.ts';
import { isAlertEvent, type AlertEvent } from './alerts.ts';
import type { ChatError } from './errors.ts';
import type { ChatEvent } from './events.ts';
import type { Session } from './model.ts';
import { forgetUnreached, restoreCache } from './reduce-cache.ts';
import {
  accept,
  applyCoalesced,
  compose,
  delay,
  discard,
  fileFailed,
  fileUploaded,
  mirror,
  pause,
  progressUpload,
  refuse,
  removeFile,
  restore,
  resume,
  retry,
  settle,
  settleAll,
  startSend,
  store,
} from './reduce-outbox.ts';
import {
  changePresence,
  changeSession,
  confirmRead,
  keepUnread,
  receiveReceipt,
  removeSession,
  see,
} from './reduce-sessions.ts';
import { applyWindow, endJump, failJump, landJump, requestJump } from './reduce-jump.ts';
import {
  failTimeline,
  loadNewerPage,
  loadPage,
  requestNewer,
  requestOlder,
  requestTimeline,
  trimTimeline,
} from './reduce-pages.ts';
import { applySync, openSession } from './reduce-timeline.ts';
import { isNotificationEvent, type NotificationEvent } from './notifications.ts';
import { enterMode, leaveMode } from './reduce-modes.ts';
import { followQuotes } from './reduce-quotes.ts';
import { changeHere, changeTyping, expireTyping } from './reduce-room.ts';
import { requestBookmarks } from './request-bookmarks.ts';
import { initialState, type ChatState } from './state.ts';

/**
 * The one place that decides what the state becomes; see the events for what each means. Only what
 * notifications, alerts, pins and bookmarks become is decided by code that comes later, see
 * reduce-notifications.ts, reduce-alerts.ts and reduce-at-hand.ts.
 */
export const reduce = (state: ChatState, event: ChatEvent): ChatState =>
  isNotificationEvent(event) || isAlertEvent(event)
    ? state
    : followQuotes(step(state, event), event);

function step(
  state: ChatState,
  event: Exclude<ChatEvent, NotificationEvent | AlertEvent>,
): ChatState {
  switch (event.type) {
    case 'auth/signedIn': {
      const { auth } = state;
      if (auth.status === 'signedIn' && auth.me.id === event.me.id) {
        return { ...state, auth: { status: 'signedIn', me: event.me } };
      }
      return {
        ...initialState,
        auth: { status: 'signedIn', me: event.me },
        openSessionId: auth.status === 'unknown' ? state.openSessionId : null,
        timelines: auth.status === 'unknown' ? state.timelines : {},
        connection: { ...initialState.connection, online: state.connection.online },
      };
    }
    case 'auth/signedOut':
      return {
        ...initialState,
        auth: { status: 'signedOut' },
        connection: { ...initialState.connection, online: state.connection.online },
      };
    case 'connection/changed':
      return { ...state, connection: { ...state.connection, ...event.change } };
    case 'cache/restored':
      return restoreCache(state, event);
    case 'list/requested':
      return state.list.status === 'ready'
        ? state
        : { ...state, list: { ...state.list, status: 'loading', error: null } };
    case 'list/moreRequested':
      return state.list.hasMore && !state.list.loadingMore
        ? { ...state, list: { ...state.list, loadingMore: true, moreError: null } }
        : state;
    case 'list/loaded':
      return loadList(state, event);
    case 'list/failed':
      return failList(state, event.error, event.more);
    case 'session/changed':
      return changeSession(state, event.session);
    case 'session/removed':
      return removeSession(state, event.sessionId);
    case 'session/opened':
      return openSession(state, event.sessionId);
    case 'session/closed':
      return state.openSessionId === null
        ? state
        : { ...state, openSessionId: null, viewer: null, keepsUnread: false };
    case 'viewer/changed':
      return { ...state, viewer: event.viewer };
    case 'timeline/requested':
      return requestTimeline(state, event.sessionId);
    case 'timeline/olderRequested':
      return requestOlder(state, event.sessionId);
    case 'timeline/newerRequested':
      return requestNewer(state, event.sessionId);
    case 'timeline/pageLoaded':
      return settleAll(loadPage(state, event), event.page.messages);
    case 'timeline/newerLoaded':
      return settleAll(loadNewerPage(state, event), event.page.messages);
    case 'timeline/windowLoaded':
      return settleAll(applyWindow(state, event), event.page.messages);
    case 'timeline/trimmed':
      return trimTimeline(state, event.sessionId);
    case 'timeline/synced': {
      const synced = settleAll(applySync(state, event), event.page.messages);
      return event.page.receipts.reduce(
        (next, receipt) => receiveReceipt(next, event.sessionId, receipt, null),
        synced,
      );
    }
    case 'timeline/failed':
      return failTimeline(state, event.sessionId, event.error);
    case 'jump/requested':
      return requestJump(state, event);
    case 'jump/failed':
      return failJump(state, event.id, event.error);
    case 'jump/landed':
      return landJump(state, event.id);
    case 'jump/ended':
      return endJump(state, event.id);
    case 'message/received':
      return settle(state, event.message);
    case 'receipt/received':
      return receiveReceipt(state, event.sessionId, event.receipt, event.own);
    case 'read/seen':
      return see(state, event.sessionId, event.seq);
    case 'read/attended':
      return event.sessionId === state.reading ? state : { ...state, reading: event.sessionId };
    case 'read/keptUnread':
      return keepUnread(state, event.sessionId);
    case 'read/resumed':
      return state.keepsUnread && state.openSessionId === event.sessionId
        ? { ...state, keepsUnread: false }
        : state;
    case 'read/confirmed':
      return confirmRead(state, event.sessionId, event.seq, event.state);
    case 'presence/changed':
      return changePresence(state, event.userId, event.status, event.lastSeen);
    case 'presence/chosen':
      return { ...state, presence: event.choice };
    case 'person/active':
      return event.at > state.activeAt ? { ...state, activeAt: event.at } : state;
    case 'typing/changed':
      return changeTyping(state, event.sessionId, event.userId, event.typing, event.at);
    case 'typing/expired':
      return expireTyping(state, event.at);
    case 'here/changed':
      return changeHere(state, event.sessionId, event.userIds);
    case 'draft/changed':
      return { ...state, drafts: { ...state.drafts, [event.sessionId]: event.text } };
    case 'mode/entered':
      return enterMode(state, event.sessionId, event.mode, event.text);
    case 'mode/left':
      return leaveMode(state, event.sessionId);
    case 'bookmarks/requested':
      return requestBookmarks(state, event.more);
    case 'quotes/loaded': // see reduce-quotes.ts
    case 'pins/loaded': // of these, see reduce-at-hand.ts
    case 'pin/wished':
    case 'pin/settled':
    case 'bookmark/idsLoaded':
    case 'bookmark/changed':
    case 'bookmarks/loaded':
    case 'bookmarks/failed':
      return state;
    case 'note/changed':
      return { ...state, note: event.text };
    case 'limits/loaded':
      return { ...state, limits: event.limits };
    case 'clock/compared':
      return { ...state, serverAheadMs: event.aheadMs };
    case 'outbox/composed':
      return compose(state, event.item);
    case 'outbox/stored':
      return store(state, event.id);
    case 'outbox/restored':
      return restore(state, event.items);
    case 'outbox/mirrored':
      return mirror(state, event.item);
    case 'outbox/sendStarted':
      return startSend(state, event.id);
    case 'outbox/accepted':
      return accept(state, event.id, event.message);
    case 'outbox/delayed':
      return delay(state, event.id, event.error, event.notBefore);
    case 'outbox/paused':
      return pause(state, event.id, event.error);
    case 'outbox/resumed':
      return resume(state);
    case 'outbox/refused':
      return refuse(state, event.id, event.error);
    case 'outbox/retried':
      return retry(state, event.id);
    case 'outbox/discarded':
      return discard(state, event.id);
    case 'outbox/coalesced':
      return applyCoalesced(state, event.gone, event.item);
    case 'outbox/fileUploaded':
      return fileUploaded(state, event.id, event.fileId);
    case 'outbox/fileFailed':
      return fileFailed(state, event.id, event.fileId, event.error);
    case 'outbox/fileRemoved':
      return removeFile(state, event.id, event.fileId);
    case 'upload/progressed':
      return progressUpload(state, event.fileId, event.share);
    case 'storage/troubled':
      return { ...state, storageTrouble: event.reason };
    case 'tab/led':
      return { ...state, leads: event.leads };
  }
}

function loadList(state: ChatState, event: Extract<ChatEvent, { type: 'list/loaded' }>): ChatState {
  const corrects = state.list.fromCache && !event.more;
  const before = corrects ? forgetUnreached(state, event) : state;
  const withRows = event.sessions.reduce(changeSession, before);
  const takesCursor = event.more
    ? state.list.loadingMore
    : corrects || !meetsKnownRows(state, event.sessions);
  return {
    ...withRows,
    list: oldIfSame(state.list, {
      status: 'ready',
      fromCache: state.list.fromCache && event.more,
      loadingMore: event.more ? false : state.list.loadingMore,
      error: null,
      moreError: event.more ? null : state.list.moreError,
      hasMore: takesCursor ? event.hasMore : state.list.hasMore,
      nextCursor: takesCursor ? event.nextCursor : state.list.nextCursor,
    }),
  };
}

/**
 * Whether a repeated first page reaches down to a row that has not changed since it was loaded:
 * then nothing lies between, and a list that was paged further need not be rewound. Otherwise more
 * has happened than fits a page, and what follows must be paged anew.
 */
function meetsKnownRows(state: ChatState, page: readonly Session[]): boolean {
  if (state.list.status !== 'ready') return false;
  const last = page.at(-1);
  if (last === undefined) return true;
  const known = state.sessions[last.id];
  return known?.lastRev === last.lastRev && known.stateVersion === last.stateVersion;
}

/** A list that is shown stays as it is: the next look at the server puts it right. */
function failList(state: ChatState, error: ChatError, more: boolean): ChatState {
  if (more) {
    return { ...state, list: { ...state.list, loadingMore: false, moreError: error } };
  }
  return state.list.status === 'ready'
    ? state
    : { ...state, list: { ...state.list, status: 'error', error } };
}
