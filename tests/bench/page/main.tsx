import '../../../src/app/start-theme.ts';
import '../../../src/app/styles.css';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { Conversation } from '../../../src/app/conversation.tsx';
import { prefetchParts } from '../../../src/app/parts.ts';
import { ChatProvider } from '../../../src/app/providers.tsx';
import { systemClock } from '../../../src/lib/clock.ts';
import { newId } from '../../../src/lib/ids.ts';
import { createActions } from '../../../src/store/actions.ts';
import type { Commands } from '../../../src/store/commands.ts';
import { createChatStore } from '../../../src/store/store.ts';
import { createFileUrls } from '../../../src/sync/file-urls.ts';
import { NEWEST_PAGE } from '../../../src/sync/waits.ts';
import { createBench } from './bench.ts';
import { me, messagesUpTo, NEWEST_SEQ, session, SESSION_ID } from './dataset.ts';
import { servePages } from './page-server.ts';
import { signPictures } from './pictures.ts';

const DEFAULT_MESSAGES = 1_000;

const nowhere = (): Promise<never> => Promise.reject(new Error('The bench has no server.'));
const files = createFileUrls({ backend: { signFiles: signPictures }, clock: systemClock });
const commands: Commands = {
  signIn: nowhere,
  signUp: nowhere,
  signOut: nowhere,
  contactSupport: nowhere,
  searchMessages: nowhere,
  reconnect: () => undefined,
  typing: () => undefined,
  fileUrl: files.of,
  fileUrlNow: files.now,
  copyFile: nowhere,
  keptFile: nowhere,
  pinMessage: nowhere,
  bookmark: nowhere,
  markUnreadFrom: nowhere,
  deliveriesOf: nowhere,
  versionsOf: nowhere,
  arrangeSession: nowhere,
  sharedIn: nowhere,
  transcriptOf: nowhere,
  people: nowhere,
  lifecycle: nowhere,
  notifications: nowhere,
  unsubscribe: nowhere,
  readReceipts: nowhere,
  setReadReceipts: nowhere,
};

const count = Number(new URLSearchParams(location.search).get('n') ?? DEFAULT_MESSAGES);
const started = performance.now();
const history = messagesUpTo(NEWEST_SEQ, count);
const datasetMs = performance.now() - started;

const store = createChatStore();
store.dispatch({ type: 'auth/signedIn', me });
store.dispatch({ type: 'connection/changed', change: { status: 'live' } });
store.dispatch({ type: 'session/changed', session });
store.dispatch({ type: 'session/opened', sessionId: SESSION_ID });
store.dispatch({
  type: 'timeline/pageLoaded',
  sessionId: SESSION_ID,
  older: false,
  page: { messages: history.slice(-NEWEST_PAGE), hasOlder: true, lastRev: NEWEST_SEQ },
});
servePages(store, history);

/** Fetches what the app fetches once the conversation is there. */
function Prefetch() {
  useEffect(prefetchParts, []);
  return null;
}

const root = document.getElementById('root');
if (root === null) throw new Error('bench.html has no #root.');
createRoot(root).render(
  <ChatProvider
    store={store}
    actions={createActions({
      store,
      commands,
      clock: systemClock,
      newId,
      keepFile: () => undefined,
    })}
  >
    <main className="flex h-dvh bg-canvas">
      <h1 className="sr-only">Bench</h1>
      <Conversation
        sessionId={SESSION_ID}
        backHref="/"
        onBack={() => undefined}
        onSearch={() => undefined}
        onSearchPeer={() => undefined}
      />
    </main>
    <Prefetch />
  </ChatProvider>,
);
createBench(store, datasetMs);
