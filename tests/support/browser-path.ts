import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const LINUX_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
];
const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const WINDOWS_PLACES = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];
/** Installing a browser by the system's package manager may take this long, in milliseconds. */
const INSTALL_TIMEOUT_MS = 10 * 60_000;

function onPath(name: string): string | null {
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path)) ?? null;
}

function systemBrowser(): string | null {
  if (process.platform === 'darwin') return MAC_PATHS.find((path) => existsSync(path)) ?? null;
  if (process.platform === 'win32') {
    const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap(
      (name) => process.env[name] ?? [],
    );
    const paths = roots.flatMap((root) => WINDOWS_PLACES.map((place) => `${root}\\${place}`));
    return paths.find((path) => existsSync(path)) ?? null;
  }
  for (const name of LINUX_NAMES) {
    const path = onPath(name);
    if (path !== null) return path;
  }
  return null;
}

function downloadedBrowser(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

function installBrowser(): string | null {
  const root = process.getuid?.() === 0;
  if (!root || onPath('apt-get') === null) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: 'ignore', timeout: INSTALL_TIMEOUT_MS } as const;
  try {
    execFileSync('apt-get', ['update', '-qq'], options);
    execFileSync('apt-get', ['install', '-y', '-qq', 'chromium'], options);
  } catch {
    return null;
  }
  return onPath('chromium');
}

/**
 * The browser that the tests drive and where it was found: `CHROME_PATH`, a Chrome, Chromium or
 * Edge of the system, Playwright's own download, or one that is installed now (root on Debian or
 * Ubuntu). Throws one sentence where there is none.
 */
export function findBrowser(): { path: string; source: string } {
  const chosen = process.env['CHROME_PATH'];
  if (chosen !== undefined && chosen !== '') {
    if (existsSync(chosen)) return { path: chosen, source: 'CHROME_PATH' };
    throw new Error(`CHROME_PATH names ${chosen}, which does not exist.`);
  }
  const candidates: readonly (readonly [string, () => string | null])[] = [
    ['the system', systemBrowser],
    ['Playwright', downloadedBrowser],
    ['apt-get install chromium', installBrowser],
  ];
  for (const [source, find] of candidates) {
    const path = find();
    if (path !== null) return { path, source };
  }
  throw new Error(
    'The browser tests need Chrome, Chromium or Edge: install one, set CHROME_PATH, or run `npx playwright-core install chromium`.',
  );
}

/** For containers and CI: no sandbox as root, and no talking to anybody but the page's server. */
export const BROWSER_ARGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Nobody sees those of the system, and the chat would offer them; tests about them bring their own.
  '--disable-notifications',
];
