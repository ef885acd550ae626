import path from 'node:path';
import postgres from 'postgres';
import type { KeyRing } from '../realtime/api-keys.ts';
import type { Call, StorageContext } from './context.ts';
import { StorageDatabase } from './database.ts';
import { faults, StorageFault } from './errors.ts';
import { Files } from './files.ts';
import { DRAIN_LIMIT_BYTES } from './limits.ts';
import { pathSegments } from './names.ts';
import { authenticate } from './requester.ts';
import { matchRoute } from './routes.ts';

export interface StorageServer {
  /** Answers everything below `/storage/v1/`. */
  fetch(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

export interface StorageOptions {
  /** As the superuser, to see every row once at the start. */
  superUrl: string;
  keys: KeyRing;
  /** The directory of the cluster; the files lie in a folder of it and go with it. */
  dataDir: string;
}

export const STORAGE_PREFIX = '/storage/v1/';
const FILES_FOLDER = 'stack-files';
const POOL_SIZE = 10;
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'accept-ranges, content-disposition, content-length, content-range, etag, x-total-count',
};

/** The Storage API on storage.buckets and storage.objects, with files under `dataDir`. */
export async function startStorage(options: StorageOptions): Promise<StorageServer> {
  const files = new Files(path.join(options.dataDir, FILES_FOLDER));
  await files.reconcile(await storedVersions(options.superUrl));
  const sql = postgres(asStorageAdmin(options.superUrl), {
    max: POOL_SIZE,
    onnotice: () => undefined,
  });
  const context: StorageContext = {
    database: new StorageDatabase(sql),
    files,
    keys: options.keys,
  };
  return {
    async fetch(request) {
      const response = await answer(context, request);
      for (const [name, value] of Object.entries(CORS)) response.headers.set(name, value);
      return response;
    },
    stop: () => sql.end({ timeout: 1 }),
  };
}

async function answer(context: StorageContext, request: Request): Promise<Response> {
  try {
    const url = new URL(request.url);
    const segments = pathSegments(url.pathname.slice(STORAGE_PREFIX.length));
    const route = matchRoute(request.method, segments);
    if (route === null) throw faults.noRoute(request.method, url.pathname);
    const call: Call = {
      request,
      authentication: authenticate(request, context.keys),
      bucketId: route.bucketId,
      key: route.key,
      query: url.searchParams,
    };
    return await route.handle(context, call);
  } catch (error) {
    await drain(request);
    if (error instanceof StorageFault) {
      const response = error.response();
      return request.method === 'HEAD' ? new Response(null, response) : response;
    }
    console.error('Storage:', error);
    return Response.json(
      {
        statusCode: '500',
        code: 'InternalError',
        error: 'Internal',
        message: 'Internal Server Error',
      },
      { status: 500 },
    );
  }
}

async function drain(request: Request): Promise<void> {
  if (request.body === null || request.bodyUsed) return;
  let size = 0;
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > DRAIN_LIMIT_BYTES) return;
    }
  } catch {
    // The client is gone; nobody waits for the answer.
  }
}

async function storedVersions(superUrl: string): Promise<Set<string>> {
  const sql = postgres(superUrl, { max: 1, onnotice: () => undefined });
  try {
    const rows = await sql<{ version: string }[]>`
      select version from storage.objects where version is not null`;
    return new Set(rows.map((row) => row.version));
  } finally {
    await sql.end();
  }
}

/** Storage connects as the owner of its tables, who becomes the caller in every transaction. */
function asStorageAdmin(superUrl: string): string {
  const url = new URL(superUrl);
  url.username = 'supabase_storage_admin';
  return url.href;
}
