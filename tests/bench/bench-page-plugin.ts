import type { Plugin } from 'vite';

const SOURCE = 'tests/bench/bench.html';
const SERVED = 'bench.html';

/** Serves the bench page as /bench.html, in development and from the build. */
export const benchPage = (): Plugin => ({
  name: 'bench-page',
  enforce: 'post',
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (request.url?.startsWith(`/${SERVED}`) === true) {
        request.url = request.url.replace(`/${SERVED}`, `/${SOURCE}`);
      }
      next();
    });
  },
  generateBundle(_options, bundle) {
    const page = bundle[SOURCE];
    if (page !== undefined) page.fileName = SERVED;
  },
});
