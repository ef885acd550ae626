import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';
import { benchPage } from './tests/bench/bench-page-plugin.ts';
import { emojiData } from './vite.emoji-data.ts';
import { leaveOut } from './vite.left-out.ts';
import { securityHeaders, securityHeadersOf } from './vite.security-headers.ts';

/** Where the dev and preview servers forward Supabase's paths; set by supabase/local. */
const stackUrl = process.env['STACK_API_URL'] ?? 'http://127.0.0.1:54321';
const DEFAULT_PORT = 5173;
/** Unzipped; what counts is the gzip budget that the tests check. */
const FIRST_CHUNK_KB = 700;
/** Longest wait of a test for something to become true, in milliseconds. */
const POLL_PATIENCE_MS = 20_000;
const appPort = Number(process.env['APP_PORT'] ?? DEFAULT_PORT);

const proxy = Object.fromEntries(
  ['/auth/v1', '/rest/v1', '/realtime/v1', '/storage/v1'].map((path) => [
    path,
    { target: stackUrl, ws: path === '/realtime/v1' },
  ]),
);

/** `vite build --mode bench` adds the bench page to a build; apart, so that the app shares no chunk with it. */
const BENCH = 'bench';

/** Parts of auth-js for passkeys and wallets: docs/decisions/004. */
const UNUSED_SIGN_INS = ['dist/module/lib/webauthn', 'dist/module/lib/web3/ethereum'];

/** The languages of the interface. */
const EMOJI_LOCALES = ['en'];

/** As the app reads it; undefined for the page's own origin. */
const supabaseUrl = (mode: string): string | undefined =>
  loadEnv(mode, import.meta.dirname, 'VITE_')['VITE_SUPABASE_URL']?.trim() || undefined;

const suite = (name: string, options: Record<string, unknown> = {}) => ({
  extends: true as const,
  test: { name, include: [`tests/${name}/**/*.test.{ts,tsx}`], ...options },
});

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    tailwindcss(),
    benchPage(),
    emojiData(EMOJI_LOCALES),
    leaveOut('@supabase/auth-js', UNUSED_SIGN_INS),
    securityHeadersOf(supabaseUrl(mode)),
  ],
  resolve: {
    alias: {
      'react-style-singleton': fileURLToPath(new URL('src/lib/adopted-styles.ts', import.meta.url)),
    },
  },
  publicDir: 'src/public',
  cacheDir: process.env['VITE_CACHE_DIR'] ?? 'node_modules/.vite',
  server: {
    port: appPort,
    strictPort: true,
    // The developer panel breaks the stack on purpose; builds have no such panel.
    proxy: { ...proxy, '/__faults': { target: stackUrl } },
  },
  preview: { proxy, headers: securityHeaders(supabaseUrl(mode)) },
  build: {
    target: 'es2022',
    // Every browser of that age preloads modules by itself.
    modulePreload: { polyfill: false },
    emptyOutDir: mode !== BENCH,
    rolldownOptions: {
      input: mode === BENCH ? 'tests/bench/bench.html' : 'index.html',
      output: {
        // What the first load needs is one file: cut up by who else uses it, it compresses worse.
        codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
      },
    },
    // Whatever is not first needed is split off already; the rest is wanted at once.
    chunkSizeWarningLimit: FIRST_CHUNK_KB,
  },
  test: {
    restoreMocks: true,
    // What is waited for comes when it comes; on a busy machine the usual second is not enough.
    expect: { poll: { timeout: POLL_PATIENCE_MS } },
    projects: [
      suite('unit', { setupFiles: ['tests/support/fail-on-console.ts'] }),
      suite('db', {
        globalSetup: ['tests/support/global-database.ts'],
        // The seed has ten thousand messages, each with its search terms.
        hookTimeout: 60_000,
      }),
      suite('api', {
        globalSetup: ['tests/support/global-stack.ts'],
        setupFiles: ['tests/support/node-websocket.ts', 'tests/support/fail-on-console.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
      }),
      suite('stack', {
        globalSetup: ['tests/support/global-stack.ts'],
        // Connections and whole stacks, on machines that may be busy.
        testTimeout: 30_000,
      }),
      suite('e2e', {
        globalSetup: ['tests/support/global-stack.ts', 'tests/support/global-browser.ts'],
        testTimeout: 60_000,
      }),
      suite('chaos', {
        globalSetup: ['tests/support/global-browser.ts'],
        testTimeout: 60_000,
      }),
    ],
  },
}));
