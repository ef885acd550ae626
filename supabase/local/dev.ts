/** `npm run dev`: the local stack and the app with hot reload on http://localhost:5173. */
import path from 'node:path';
import { createServer } from 'vite';
import { serveWithStack, type AppServer } from './app-with-stack.ts';
import { runProgram } from './program.ts';
import { PROJECT_DIR } from './stack.ts';

async function serve(): Promise<AppServer> {
  const server = await createServer({
    root: PROJECT_DIR,
    configFile: path.join(PROJECT_DIR, 'vite.config.ts'),
    // `npm run dev -- --host` opens the app (not the database) to phones on the same network.
    ...(process.argv.includes('--host') ? { server: { host: true } } : {}),
  });
  await server.listen();
  const url = server.resolvedUrls?.local[0] ?? `http://localhost:${server.config.server.port}/`;
  return { url, close: () => server.close() };
}

// For the fault buttons of the developer panel; STACK_FAULTS=0 does without.
process.env['STACK_FAULTS'] ??= '1';
await runProgram(() => serveWithStack(serve));
