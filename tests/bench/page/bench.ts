import type { Message } from '../../../src/core/model.ts';
import { outgoingOf } from '../../../src/core/selectors.ts';
import type { ChatStore } from '../../../src/store/store.ts';
import { plainMessage } from '../../support/samples.ts';
import { me, messageAt, messagesUpTo, NEWEST_SEQ, noise, PEER_ID, SESSION_ID } from './dataset.ts';
import { expose } from './handle.ts';

/** Accepts at once whatever is sent, as a server would. */
function acceptEverything(store: ChatStore): void {
  store.subscribe((state) => {
    const item = outgoingOf(state.outbox, SESSION_ID).find((sent) => sent.status === 'queued');
    if (item?.kind !== 'message') return;
    store.dispatch({ type: 'outbox/sendStarted', id: item.id });
    setTimeout(() => {
      const message = newMessage({
        id: item.id,
        senderId: me.id,
        content: item.content,
        createdAt: item.composedAt,
      });
      store.dispatch({ type: 'message/received', message });
    });
  });
}

/** The newest message of all, which need not be loaded. */
let newest: Pick<Message, 'id' | 'seq'> = messageAt(NEWEST_SEQ);

function newMessage(fields: Pick<Message, 'id' | 'senderId' | 'content' | 'createdAt'>): Message {
  const seq = newest.seq + 1;
  newest = { id: fields.id, seq };
  return { ...plainMessage, ...fields, sessionId: SESSION_ID, seq, rev: seq, type: 'text' };
}

/** Puts `window.__bench` there, for the conversation in `store`. */
export function createBench(store: ChatStore, datasetMs: number): void {
  let appended = 0;
  acceptEverything(store);

  expose({
    lastId: () => newest.id,
    appendMessage: (text) => {
      appended += 1;
      const message = newMessage({
        id: `appended-${appended}`,
        senderId: PEER_ID,
        content: text ?? `Message ${appended}, ${noise(appended).toFixed(3)}`,
        createdAt: Date.now(),
      });
      store.dispatch({ type: 'message/received', message });
      return message.id;
    },
    prependOlder: (count) => {
      const oldest = store.getState().timelines[SESSION_ID]?.messages[0]?.seq ?? NEWEST_SEQ;
      store.dispatch({ type: 'timeline/olderRequested', sessionId: SESSION_ID });
      store.dispatch({
        type: 'timeline/pageLoaded',
        sessionId: SESSION_ID,
        older: true,
        page: {
          messages: messagesUpTo(oldest - 1, count),
          hasOlder: true,
          lastRev: newest.seq,
        },
      });
    },
    composer: 'textarea[aria-label="Message"]',
    datasetMs,
  });
}
