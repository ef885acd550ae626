import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, preview } from 'vite';
import { freePort, LOOPBACK } from '../../supabase/local/ports.ts';

const PROJECT_DIR = path.resolve(import.meta.dirname, '../..');
const CONFIG_FILE = path.join(PROJECT_DIR, 'vite.config.ts');

export interface BuiltApp {
  outDir: string;
  remove(): Promise<void>;
}

/**
 * A build in a folder of its own, so that suites never share or overwrite `dist/`.
 * @param mode `development` bundles React's development build, which mounts everything twice;
 *   `bench` builds the bench page and nothing else
 */
export async function buildApp(
  mode: 'production' | 'development' | 'bench' = 'production',
): Promise<BuiltApp> {
  const outDir = await mkdtemp(path.join(tmpdir(), 'chat-build-'));
  // Under vitest NODE_ENV is `test`, for which Vite would bundle React's development build.
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = mode === 'bench' ? 'production' : mode;
  try {
    await build({
      mode,
      root: PROJECT_DIR,
      configFile: CONFIG_FILE,
      // Nobody minds the size of a development build.
      logLevel: mode === 'development' ? 'error' : 'warn',
      build: { outDir, emptyOutDir: true },
    });
  } finally {
    process.env['NODE_ENV'] = before;
  }
  return { outDir, remove: () => rm(outDir, { recursive: true, force: true }) };
}

export interface ServedApp {
  url: string;
  stop(): Promise<void>;
}

/** Serves a build as `npm run preview` does, forwarding Supabase's paths to `apiUrl`. */
export async function serveApp(outDir: string, apiUrl: string): Promise<ServedApp> {
  const port = await freePort();
  const target = (ws: boolean) => ({ target: apiUrl, ws });
  const server = await preview({
    root: PROJECT_DIR,
    configFile: CONFIG_FILE,
    logLevel: 'silent',
    build: { outDir },
    preview: {
      host: LOOPBACK,
      port,
      strictPort: true,
      proxy: {
        '/auth/v1': target(false),
        '/rest/v1': target(false),
        '/realtime/v1': target(true),
        '/storage/v1': target(false),
      },
    },
  });
  return { url: `http://${LOOPBACK}:${port}`, stop: () => server.close() };
}
