import type { ChatEvent } from './events.ts';
import {
  compose,
  delay,
  discard,
  refuse,
  restore,
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
  receiveReceipt,
  removeSession,
  see,
} from './reduce-sessions.ts';
import {
  applySync,
  failTimeline,
  loadPage,
  openSession,
  requestOlder,
  requestTimeline,
} from './reduce-timeline.ts';
import { changeHere, changeTyping, expireTyping } from './reduce-room.ts';
import { initialState, type ChatState } from './state.ts';

/** The one place that decides what the state becomes; see the events for what each means. */
export function reduce(state: ChatState, event: ChatEvent): ChatState {
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
    case 'list/requested':
      return state.list.status === 'ready'
        ? state
        : { ...state, list: { ...state.list, status: 'loading', error: null } };
    case 'list/moreRequested':
      return state.list.hasMore && !state.list.loadingMore
        ? { ...state, list: { ...state.list, loadingMore: true } }
        : state;
    case 'list/loaded':
      return loadList(state, event);
    case 'list/failed':
      return {
        ...state,
        list: {
          ...state.list,
          status: state.list.status === 'ready' ? 'ready' : 'error',
          loadingMore: false,
          error: event.error,
        },
      };
    case 'session/changed':
      return changeSession(state, event.session);
    case 'session/removed':
      return removeSession(state, event.sessionId);
    case 'session/opened':
      return openSession(state, event.sessionId);
    case 'session/closed':
      return state.openSessionId === null ? state : { ...state, openSessionId: null };
    case 'timeline/requested':
      return requestTimeline(state, event.sessionId);
    case 'timeline/olderRequested':
      return requestOlder(state, event.sessionId);
    case 'timeline/pageLoaded':
      return settleAll(
        loadPage(state, event.sessionId, event.page, event.older),
        event.page.messages,
      );
    case 'timeline/synced': {
      const synced = settleAll(applySync(state, event.sessionId, event.page), event.page.messages);
      return event.page.receipts.reduce(
        (next, receipt) => receiveReceipt(next, event.sessionId, receipt, null),
        synced,
      );
    }
    case 'timeline/failed':
      return failTimeline(state, event.sessionId, event.error);
    case 'message/received':
      return settle(state, event.message);
    case 'receipt/received':
      return receiveReceipt(state, event.sessionId, event.receipt, event.own);
    case 'read/seen':
      return see(state, event.sessionId, event.seq);
    case 'read/confirmed':
      return confirmRead(state, event.sessionId, event.seq, event.state);
    case 'presence/changed':
      return changePresence(state, event.userId, event.status, event.lastSeen);
    case 'typing/changed':
      return changeTyping(state, event.sessionId, event.userId, event.typing, event.at);
    case 'typing/expired':
      return expireTyping(state, event.at);
    case 'here/changed':
      return changeHere(state, event.sessionId, event.userIds);
    case 'draft/changed':
      return { ...state, drafts: { ...state.drafts, [event.sessionId]: event.text } };
    case 'outbox/composed':
      return compose(state, event.item);
    case 'outbox/stored':
      return store(state, event.id);
    case 'outbox/restored':
      return restore(state, event.items);
    case 'outbox/sendStarted':
      return startSend(state, event.id);
    case 'outbox/accepted':
      return settle(state, event.message);
    case 'outbox/delayed':
      return delay(state, event.id, event.error, event.notBefore);
    case 'outbox/refused':
      return refuse(state, event.id, event.error);
    case 'outbox/retried':
      return retry(state, event.id);
    case 'outbox/discarded':
      return discard(state, event.id);
    case 'storage/troubled':
      return { ...state, storageTrouble: event.reason };
  }
}

function loadList(state: ChatState, event: Extract<ChatEvent, { type: 'list/loaded' }>): ChatState {
  const withRows = event.sessions.reduce(changeSession, state);
  // A repeated first page must not rewind a list that was paged further.
  const first = !event.more && state.list.status !== 'ready';
  const paged = event.more && state.list.loadingMore;
  return {
    ...withRows,
    list: {
      status: 'ready',
      loadingMore: false,
      error: null,
      hasMore: first || paged ? event.hasMore : state.list.hasMore,
      nextCursor: first || paged ? event.nextCursor : state.list.nextCursor,
    },
  };
}
