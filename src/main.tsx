import './app/start-theme.ts';
import './app/styles.css';
import { lazy, StrictMode, Suspense, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { sessionIn } from './app/links.ts';
import { ChatProvider } from './app/providers.tsx';
import { createChatClient } from './backend/client.ts';
import { readConfig } from './backend/config.ts';
import { createSupabaseBackend } from './backend/supabase.ts';
import { ChatFailure } from './core/errors.ts';
import { systemClock } from './lib/clock.ts';
import { newId } from './lib/ids.ts';
import { createActions } from './store/actions.ts';
import { createChatStore } from './store/store.ts';
import { filesOn } from './sync/disk/files.ts';
import { openIdbDisk } from './sync/disk/idb-disk.ts';
import { startEngine } from './sync/engine.ts';
import { browserEnvironment } from './sync/environment.ts';
import { browserTabs } from './sync/tabs/tabs.ts';

const Fault = lazy(() => import('./app/fault.tsx'));

/** What builds leave out, with all that it imports: there `import.meta.env.DEV` is false. */
const loadDeveloper = import.meta.env.DEV
  ? () =>
      Promise.all([
        import('./features/developer/developer-corner.tsx'),
        import('./sync/developer/start-developer-tools.ts'),
      ])
  : null;
type Developer = Awaited<ReturnType<NonNullable<typeof loadDeveloper>>>;

/** The app around one Supabase project; throws `ChatFailure` if the settings make no sense. */
function createApp(developer: Developer | null) {
  const config = readConfig(import.meta.env, window.location.origin);
  const store = createChatStore();
  const backend = createSupabaseBackend(createChatClient(config));
  let corner: ReactNode = null;
  if (import.meta.env.DEV && developer !== null) {
    const [{ DeveloperCorner }, { startDeveloperTools }] = developer;
    const tools = startDeveloperTools({ store, backend, clock: systemClock, window });
    corner = <DeveloperCorner tools={tools} />;
  }
  const disk = openIdbDisk();
  const { commands } = startEngine({
    store,
    backend,
    clock: systemClock,
    environment: browserEnvironment(window),
    random: Math.random,
    openDisk: () => disk,
    tabs: browserTabs(window),
    opensFirst: sessionIn(window.location.pathname),
  });
  const actions = createActions({
    store,
    commands,
    clock: systemClock,
    newId,
    keepFile: filesOn(disk).put,
  });
  return (
    <ChatProvider store={store} actions={actions}>
      <App />
      {corner}
    </ChatProvider>
  );
}

function createAppOrFault(developer: Developer | null) {
  try {
    return createApp(developer);
  } catch (thrown) {
    if (!(thrown instanceof ChatFailure)) throw thrown;
    return (
      <Suspense fallback={null}>
        <Fault message={thrown.message} />
      </Suspense>
    );
  }
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
const show = (developer: Developer | null): void =>
  createRoot(root).render(<StrictMode>{createAppOrFault(developer)}</StrictMode>);
// Before the engine starts: the panel's log is to have every event.
if (loadDeveloper === null) show(null);
else void loadDeveloper().then(show);
