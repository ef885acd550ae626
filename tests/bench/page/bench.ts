import { plainMessage } from '../../support/samples.ts';
import type { Message } from '../../../src/core/model.ts';
import { outgoingOf } from '../../../src/core/selectors.ts';
import type { ChatStore } from '../../../src/store/store.ts';
import { me, messageAt, messagesUpTo, NEWEST_SEQ, noise, SESSION_ID } from './dataset.ts';

/** What a measuring script finds at `window.__bench`; see 'The bench page' in tests/bench. */
export interface Bench {
  ready: boolean;
  /** Matches one element per mounted message. */
  readonly rowSelector: string;
  idOf(element: Element): string;
  find(id: string): HTMLElement | null;
  /** The element that scrolls. */
  scroller(): HTMLElement;
  lastId(): string;
  /** Adds a message of the other person, as if it arrived now; yields its id. */
  appendMessage(text?: string): string;
  /** Adds `count` messages at the start, as if a page of history arrived. */
  prependOlder(count: number): void;
  /** Makes a mounted message `px` higher, as if its content grew. */
  growVisible(id: string, px: number): void;
  /** Selector of the box that messages are written in; Enter sends. */
  readonly composer: string;
  /** Milliseconds spent on generating the data. */
  readonly datasetMs: number;
}

declare global {
  interface Window {
    __bench?: Bench;
  }
}

const ROW = '[data-message-id]';
const SCROLLER = '[role="log"]';

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

function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`Nothing on the page matches ${selector}.`);
  return found;
}

/** Puts `window.__bench` there; it is `ready` once messages are mounted. */
export function createBench(store: ChatStore, datasetMs: number): void {
  let appended = 0;
  acceptEverything(store);

  const bench: Bench = {
    ready: false,
    rowSelector: ROW,
    idOf: (row) => row.getAttribute('data-message-id') ?? '',
    find: (id) => document.querySelector(`[data-message-id="${CSS.escape(id)}"]`),
    scroller: () => element(SCROLLER),
    lastId: () => newest.id,
    appendMessage: (text) => {
      appended += 1;
      const message = newMessage({
        id: `appended-${appended}`,
        senderId: 'peer',
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
    growVisible: (id, px) => {
      const row = bench.find(id)?.querySelector<HTMLElement>('article');
      if (!row) throw new Error(`Message ${id} is not mounted.`);
      row.style.paddingBottom = `${Number.parseFloat(row.style.paddingBottom || '0') + px}px`;
    },
    composer: 'textarea[aria-label="Message"]',
    datasetMs,
  };
  window.__bench = bench;

  const whenMounted = (): void => {
    if (document.querySelector(ROW) === null) requestAnimationFrame(whenMounted);
    else bench.ready = true;
  };
  whenMounted();
}
