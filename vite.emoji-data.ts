import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Plugin } from 'vite';

/** What the emoji picker asks for, per language. */
const FILES = ['data.json', 'messages.json'] as const;
const FOLDER = path.dirname(createRequire(import.meta.url).resolve('emojibase-data/package.json'));

/**
 * Serves the emoji picker's names and search words from the app itself, under `emoji/`; by default
 * the picker would ask a foreign server, and so tell it who is here.
 * @param locales folders of the package `emojibase-data`
 */
export function emojiData(locales: readonly string[]): Plugin {
  const names = locales.flatMap((locale) => FILES.map((file) => `${locale}/${file}`));
  return {
    name: 'emoji-data',
    configureServer(server) {
      server.middlewares.use('/emoji', (request, response, next) => {
        const name = names.find((one) => request.url === `/${one}`);
        if (name === undefined) {
          next();
          return;
        }
        readFile(path.join(FOLDER, name)).then((data) => {
          response.setHeader('content-type', 'application/json');
          response.end(data);
        }, next);
      });
    },
    async buildStart() {
      if (this.meta.watchMode || this.environment.mode !== 'build') return;
      for (const name of names) {
        const source = await readFile(path.join(FOLDER, name));
        this.emitFile({ type: 'asset', fileName: `emoji/${name}`, source });
      }
    },
  };
}
