import { register } from 'node:module';

/**
 * Loaded ahead of a stack whose database is going to be restarted under it. The driver, postgres
 * 3.4.9, does not survive that: what it was about to write when a connection ended it writes to
 * `null`, which ends the process, or it never writes to that connection again. Reported as its
 * issue 1208. Both are mended in its source as it is loaded; to be left out when a release does.
 */
const HOOKS = `
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (!url.endsWith('/postgres/src/connection.js')) return loaded;
  let source = String(loaded.source);
  for (const [broken, mended] of [
    ['const x = socket.write(', 'const x = socket === null || socket.write('],
    ['clearImmediate(nextWriteTimer)', 'clearImmediate(nextWriteTimer, (chunk = nextWriteTimer = null))'],
  ]) {
    if (!source.includes(broken)) throw new Error('The database driver is another one: look whether it still needs mending.');
    source = source.replaceAll(broken, mended);
  }
  return { ...loaded, source };
}`;

register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
