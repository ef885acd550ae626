import * as buckets from './buckets.ts';
import type { Call, StorageContext } from './context.ts';
import { copy, move } from './copy-move.ts';
import { download, downloadPublic, downloadSigned, info, infoPublic } from './download.ts';
import { list, listV2 } from './list.ts';
import { removeMany, removeOne } from './remove.ts';
import { signUpload, signUrl, signUrls } from './signed-urls.ts';
import { upload, uploadSigned } from './upload.ts';

type Handler = (context: StorageContext, call: Call) => Promise<Response>;

export interface Route {
  handle: Handler;
  bucketId: string;
  key: string;
}

/** `:b` is a bucket, a last `*` the rest of the path, which is a key. The first match wins. */
const ROUTES: readonly (readonly [methods: string, pattern: string, handle: Handler])[] = [
  ['GET', 'bucket', buckets.listBuckets],
  ['POST', 'bucket', buckets.createBucket],
  ['POST', 'bucket/:b/empty', buckets.emptyBucket],
  ['GET', 'bucket/:b', buckets.getBucket],
  ['PUT', 'bucket/:b', buckets.updateBucket],
  ['DELETE', 'bucket/:b', buckets.deleteBucket],
  ['POST', 'object/copy', copy],
  ['POST', 'object/move', move],
  ['POST', 'object/list/:b', list],
  ['POST', 'object/list-v2/:b', listV2],
  ['POST', 'object/upload/sign/:b/*', signUpload],
  ['PUT', 'object/upload/sign/:b/*', uploadSigned],
  ['POST', 'object/sign/:b/*', signUrl],
  ['POST', 'object/sign/:b', signUrls],
  ['GET HEAD', 'object/sign/:b/*', downloadSigned],
  ['GET HEAD', 'object/public/:b/*', downloadPublic],
  ['GET HEAD', 'object/authenticated/:b/*', download],
  ['GET', 'object/info/public/:b/*', infoPublic],
  ['GET', 'object/info/authenticated/:b/*', info],
  ['GET', 'object/info/:b/*', info],
  ['GET HEAD', 'object/:b/*', download],
  ['POST PUT', 'object/:b/*', upload],
  ['DELETE', 'object/:b/*', removeOne],
  ['DELETE', 'object/:b', removeMany],
];

/** The route of decoded path segments; null when there is none. */
export function matchRoute(method: string, segments: readonly string[]): Route | null {
  for (const [methods, pattern, handle] of ROUTES) {
    if (!methods.split(' ').includes(method)) continue;
    const found = matchPattern(pattern.split('/'), segments);
    if (found) return { handle, ...found };
  }
  return null;
}

function matchPattern(
  pattern: readonly string[],
  segments: readonly string[],
): { bucketId: string; key: string } | null {
  let bucketId = '';
  for (const [index, part] of pattern.entries()) {
    if (part === '*') {
      const key = segments.slice(index).join('/');
      return key === '' ? null : { bucketId, key };
    }
    const segment = segments[index];
    if (part === ':b' ? !segment : segment !== part) return null;
    if (part === ':b') bucketId = segment ?? '';
  }
  return segments.length === pattern.length ? { bucketId, key: '' } : null;
}
