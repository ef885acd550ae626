import './app/start-theme.ts';
import './app/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { Fault } from './app/fault.tsx';
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

/** The app around one Supabase project; throws `ChatFailure` if the settings make no sense. */
function createApp() {
  const config = readConfig(import.meta.env, window.location.origin);
  const store = createChatStore();
  const disk = openIdbDisk();
  const { commands } = startEngine({
    store,
    backend: createSupabaseBackend(createChatClient(config)),
    clock: systemClock,
    environment: browserEnvironment(window),
    random: Math.random,
    openDisk: () => disk,
    tabs: browserTabs(window),
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
    </ChatProvider>
  );
}

function createAppOrFault() {
  try {
    return createApp();
  } catch (thrown) {
    if (!(thrown instanceof ChatFailure)) throw thrown;
    return <Fault message={thrown.message} />;
  }
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(<StrictMode>{createAppOrFault()}</StrictMode>);
