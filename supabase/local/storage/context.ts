import type { KeyRing } from '../realtime/api-keys.ts';
import type { StorageDatabase } from './database.ts';
import type { Files } from './files.ts';
import type { Authentication } from './requester.ts';

/** What every route of one Storage server shares. */
export interface StorageContext {
  database: StorageDatabase;
  files: Files;
  keys: KeyRing;
}

/** One request, taken apart. */
export interface Call {
  request: Request;
  authentication: Authentication;
  /** Decoded; '' where the route has none. */
  bucketId: string;
  /** Decoded, with its slashes; '' where the route has none. */
  key: string;
  query: URLSearchParams;
}
