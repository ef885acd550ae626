import * as v from 'valibot';
import { readJson } from './body.ts';
import type { Call, StorageContext } from './context.ts';
import { findObject } from './database.ts';
import { requireKey } from './names.ts';
import { requireToken } from './requester.ts';
import { signObjectToken } from './signed-tokens.ts';
import { rehearseUpload } from './upload.ts';

/** As hosted: an upload may begin within two hours. */
const UPLOAD_URL_SECONDS = 2 * 3600;
const NOT_FOUND = 'Either the object does not exist or you do not have access to it';

const Seconds = v.pipe(v.number(), v.integer(), v.minValue(1));

/** POST sign/{bucket}/{key}: whoever may read an object may sign a URL for it. */
export async function signUrl(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const { expiresIn } = await readJson(call.request, v.object({ expiresIn: Seconds }));
  requireKey(call.key);
  await context.database.as(requester, 'storage.object.sign', (tx) =>
    findObject(tx, call.bucketId, call.key),
  );
  return Response.json({ signedURL: signed(context, `${call.bucketId}/${call.key}`, expiresIn) });
}

/** POST sign/{bucket}: many at once; what cannot be read gets an error of its own. */
export async function signUrls(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const { expiresIn, paths } = await readJson(
    call.request,
    v.object({ expiresIn: Seconds, paths: v.pipe(v.array(v.string()), v.minLength(1)) }),
  );
  const rows = await context.database.as(
    requester,
    'storage.object.sign_many',
    (tx) => tx<{ name: string }[]>`
      select name from storage.objects
      where bucket_id = ${call.bucketId} and name = any(${paths}::text[])`,
  );
  const readable = new Set(rows.map((row) => row.name));
  return Response.json(
    paths.map((path) =>
      readable.has(path)
        ? { error: null, path, signedURL: signed(context, `${call.bucketId}/${path}`, expiresIn) }
        : { error: NOT_FOUND, path, signedURL: null },
    ),
  );
}

/** POST upload/sign/{bucket}/{key}: whoever may upload may sign an upload, in their own name. */
export async function signUpload(context: StorageContext, call: Call): Promise<Response> {
  const requester = requireToken(call.authentication);
  const { owner } = requester;
  const upsert = call.request.headers.get('x-upsert') === 'true';
  const { bucketId, key } = call;
  const mimetype = call.request.headers.get('content-type');
  await rehearseUpload(
    context,
    requester,
    'storage.object.sign_upload_url',
    {
      bucketId,
      name: key,
      version: '1',
      owner,
      metadata: mimetype === null ? {} : { mimetype },
      userMetadata: null,
    },
    upsert,
  );
  const url = `${bucketId}/${key}`;
  const more = owner === null ? { upsert } : { upsert, owner };
  const token = signObjectToken(context.keys.jwtSecret, url, 'upload', UPLOAD_URL_SECONDS, more);
  return Response.json({ url: `/object/upload/sign/${url}?token=${token}`, token });
}

function signed(context: StorageContext, url: string, seconds: number): string {
  const token = signObjectToken(context.keys.jwtSecret, url, 'download', seconds);
  return `/object/sign/${url}?token=${token}`;
}
