/** `npm run preview`: the production build from `dist/`, served in front of the local stack. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { preview } from 'vite';
import { serveWithStack, type AppServer } from './app-with-stack.ts';
import { runProgram } from './program.ts';
import { StackError } from './stack-error.ts';
import { PROJECT_DIR } from './stack.ts';

async function serve(): Promise<AppServer> {
  const server = await preview({
    root: PROJECT_DIR,
    configFile: path.join(PROJECT_DIR, 'vite.config.ts'),
    preview: {
      strictPort: true,
      ...(process.argv.includes('--host') ? { host: true } : {}),
    },
  });
  return {
    url: server.resolvedUrls?.local[0] ?? 'http://localhost:4173/',
    close: () => server.close(),
  };
}

await runProgram(() => {
  if (!existsSync(path.join(PROJECT_DIR, 'dist/index.html')))
    throw new StackError('There is no production build in dist/: run "npm run build" first.');
  return serveWithStack(serve);
});
