import type { TestProject } from 'vitest/node';
import { buildApp } from './app.ts';
import { findBrowser } from './browser-path.ts';

declare module 'vitest' {
  interface ProvidedContext {
    browserPath: string;
    /** Folder of the production build. */
    appDir: string;
  }
}

/** Finds a browser and builds the app once for all browser tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { path, source } = findBrowser();
  console.log(`Browser tests use ${path} (from ${source}).`);
  const app = await buildApp();
  project.provide('browserPath', path);
  project.provide('appDir', app.outDir);
  return () => app.remove();
}
