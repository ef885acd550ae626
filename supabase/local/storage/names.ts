import { faults } from './errors.ts';

const MAX_BUCKET_NAME_LENGTH = 100;
/** What S3 allows without special treatment; control characters and backslashes are not in it. */
const KEY = /^[A-Za-z0-9_/!.*'() &$=@;:+,?-]+$/;
const BUCKET_NAME = /^[A-Za-z0-9_!.*'() &$=@;:+,?-]+$/;

/** Throws InvalidKey. Dots are no special names here: no path on the disk is made of a key. */
export function requireKey(key: string): void {
  if (!KEY.test(key)) throw faults.invalidKey(key);
}

/** Throws InvalidBucketName. */
export function requireBucketName(name: string): void {
  if (name.trim() !== name || name.length > MAX_BUCKET_NAME_LENGTH || !BUCKET_NAME.test(name))
    throw faults.invalidBucketName();
}

/**
 * The decoded parts of a path below `/storage/v1/`: an encoded slash is part of its segment until
 * the route is known. Throws InvalidRequest for broken percent-encoding.
 */
export function pathSegments(path: string): string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    throw faults.invalidRequest('The path is not valid percent-encoding');
  }
}

/** Folder placeholders of the dashboard are always empty and of any type. */
export function isFolderPlaceholder(key: string): boolean {
  return key.endsWith('.emptyFolderPlaceholder');
}
