import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Person } from './support/fixture.ts';
import { refused, StorageFixture } from './support/storage-fixture.ts';

let storage: StorageFixture;
let person: Person;
let other: Person;

beforeAll(async () => {
  storage = await StorageFixture.prepare();
  [person, other] = await Promise.all([storage.fixture.person(), storage.fixture.person()]);
});

const mine = () => storage.from(person.client);

async function put(content: string | Blob = 'content', name?: string): Promise<string> {
  const path = storage.path(person, name);
  const { error } = await mine().upload(path, content, { contentType: 'text/plain' });
  expect(error).toBeNull();
  return path;
}

const textOf = async (path: string, client = person.client) =>
  (await storage.from(client).download(path)).data?.text();

describe('upload', () => {
  test('a form, as supabase-js sends a Blob: the file has an empty field name', async () => {
    const path = storage.path(person, 'a blob.txt');
    const { data, error } = await mine().upload(path, new Blob(['hello'], { type: 'text/plain' }), {
      cacheControl: '60',
      metadata: { from: 'test' },
    });
    expect(error).toBeNull();
    expect(data).toMatchObject({ path, fullPath: `${storage.bucket}/${path}` });
    expect(data?.id).toMatch(/^[0-9a-f-]{36}$/);
    const info = await mine().info(path);
    expect(info.data).toMatchObject({
      name: path,
      bucketId: storage.bucket,
      size: 5,
      contentType: 'text/plain',
      cacheControl: 'max-age=60',
      etag: `"${createHash('md5').update('hello').digest('hex')}"`,
      metadata: { from: 'test' },
    });
    expect(new Date(info.data?.createdAt ?? '').toISOString()).toBe(info.data?.createdAt);
  });

  test('plain bytes, with type, cache and metadata in the headers', async () => {
    const path = storage.path(person);
    const bytes = randomBytes(100_000);
    const { error } = await mine().upload(path, bytes, {
      contentType: 'application/x-thing',
      metadata: { n: 1 },
    });
    expect(error).toBeNull();
    const { data } = await mine().info(path);
    expect(data).toMatchObject({
      size: bytes.length,
      contentType: 'application/x-thing',
      cacheControl: 'max-age=3600',
      metadata: { n: 1 },
    });
    const back = await mine().download(path);
    expect(bytes.equals(Buffer.from((await back.data?.arrayBuffer()) ?? new ArrayBuffer(0)))).toBe(
      true,
    );
  });

  test('an empty file', async () => {
    const path = await put('');
    expect((await mine().download(path)).data?.size).toBe(0);
  });

  test('a taken name is refused and the file stays; upsert and update replace it', async () => {
    const path = await put('first');
    const again = await mine().upload(path, 'second');
    expect(again.error).toMatchObject({
      status: 400,
      statusCode: '409',
      code: 'KeyAlreadyExists',
      message: 'The resource already exists',
    });
    expect(await textOf(path)).toBe('first');
    const before = await mine().info(path);
    expect((await mine().upload(path, 'third', { upsert: true })).error).toBeNull();
    expect(await textOf(path)).toBe('third');
    const after = await mine().info(path);
    expect(after.data?.id).toBe(before.data?.id);
    expect(after.data?.version).not.toBe(before.data?.version);
    expect((await mine().update(path, 'fourth')).error).toBeNull();
    expect(await textOf(path)).toBe('fourth');
  });

  test('the owner is who uploaded, whatever they claim', async () => {
    const path = await put();
    const [row] = await storage.fixture.sql`
      select owner, owner_id, bucket_id from storage.objects where name = ${path}`;
    expect(row).toEqual({ owner: person.id, owner_id: person.id, bucket_id: storage.bucket });
  });

  test('two uploads of one name at once: one file, whole', async () => {
    const path = storage.path(person);
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((letter) =>
        mine().upload(path, letter.repeat(50_000), { upsert: true }),
      ),
    );
    expect(results.map(({ error }) => error)).toEqual([null, null, null, null]);
    const text = (await textOf(path)) ?? '';
    expect(text).toBe((text[0] ?? '').repeat(50_000));
  });
});

describe('download', () => {
  test('as whoever may read, by HEAD too; alike for missing and forbidden', async () => {
    const path = await put('shared');
    expect(await textOf(path, other.client)).toBe('shared');
    const head = await storage.request(person, `object/${storage.bucket}/${path}`, {
      method: 'HEAD',
    });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe('6');
    expect(await mine().exists(path)).toMatchObject({ data: true });
    const secret = storage.path(person, 'secret/x.txt');
    await mine().upload(secret, 'hidden');
    const missing = await storage.request(person, `object/${storage.bucket}/missing`);
    const hidden = await storage.request(other, `object/${storage.bucket}/${secret}`);
    const refusal = {
      httpStatus: 400,
      statusCode: '404',
      code: 'NoSuchKey',
      error: 'not_found',
      message: 'Object not found',
    };
    expect([await refused(missing), await refused(hidden)]).toEqual([refusal, refusal]);
    expect(await mine().exists('missing')).toMatchObject({ data: false });
  });

  test('without a valid token a private bucket is not even there', async () => {
    const path = await put();
    for (const token of [null, { ...person, token: 'nonsense' }]) {
      const response = await storage.request(token, `object/${storage.bucket}/${path}`);
      expect(await refused(response)).toMatchObject({ httpStatus: 400, error: 'Bucket not found' });
    }
    const head = await storage.request(null, `object/${storage.bucket}/${path}`, {
      method: 'HEAD',
    });
    expect(head.status).toBe(400);
  });

  test('headers: type, cache, etag, last-modified; html is served as text', async () => {
    const path = storage.path(person, 'page.html');
    await mine().upload(path, '<script>1</script>', { contentType: 'text/html' });
    const response = await storage.request(person, `object/${storage.bucket}/${path}`);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('cache-control')).toBe('max-age=3600');
    expect(Date.parse(response.headers.get('last-modified') ?? '')).toBeGreaterThan(0);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('content-disposition')).toBeNull();
    const again = await storage.request(person, `object/${storage.bucket}/${path}`, {
      headers: { 'if-none-match': response.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-200', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=5-500', 206, '56789', 'bytes 5-9/10'],
    ['bytes=5-2', 200, '0123456789', null],
    ['bytes=-', 200, '0123456789', null],
    ['bytes=--5', 200, '0123456789', null],
    ['bytes=0-1,4-5', 200, '0123456789', null],
    ['lines=1-2', 200, '0123456789', null],
  ])('range %s', async (range, status, text, contentRange) => {
    const path = await put('0123456789');
    const response = await storage.request(person, `object/${storage.bucket}/${path}`, {
      headers: { range },
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(await response.text()).toBe(text);
  });

  test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('range %s lies outside', async (range) => {
    const path = await put('0123456789');
    const response = await storage.request(person, `object/${storage.bucket}/${path}`, {
      headers: { range },
    });
    expect(await refused(response)).toMatchObject({ httpStatus: 416, code: 'InvalidRange' });
  });

  test('?download names the file, in any script, and cannot break out of the header', async () => {
    const path = await put();
    const asked = async (query: string) => {
      const response = await storage.request(person, `object/${storage.bucket}/${path}${query}`);
      return response.headers.get('content-disposition');
    };
    expect(await asked('?download')).toBe('attachment;');
    expect(await asked('?download=räport%0D%0Aset-cookie:x.txt')).toBe(
      'attachment; filename=r%C3%A4port%0D%0Aset-cookie%3Ax.txt; ' +
        "filename*=UTF-8''r%C3%A4port%0D%0Aset-cookie%3Ax.txt",
    );
  });

  test('public buckets need no key, private ones stay closed on the public route', async () => {
    const path = await put('for all');
    const { publicUrl } = mine().getPublicUrl(path).data;
    expect(await refused(await fetch(publicUrl))).toMatchObject({ error: 'Bucket not found' });
    await storage.fixture
      .sql`update storage.buckets set public = true where id = ${storage.bucket}`;
    try {
      expect(await (await fetch(publicUrl)).text()).toBe('for all');
      expect((await fetch(publicUrl, { method: 'HEAD' })).status).toBe(200);
      expect((await fetch(publicUrl.replace('/public/', '/info/public/'))).status).toBe(200);
    } finally {
      await storage.fixture
        .sql`update storage.buckets set public = false where id = ${storage.bucket}`;
    }
  });
});

describe('signed URLs', () => {
  test('whoever has one reads, with ?download and Range; another file’s does not fit', async () => {
    const path = await put('0123456789');
    const { data } = await mine().createSignedUrl(path, 60, { download: 'n.txt' });
    const url = data?.signedUrl ?? '';
    const response = await fetch(url, { headers: { range: 'bytes=0-1' } });
    expect(await response.text()).toBe('01');
    expect(response.headers.get('content-disposition')).toContain('filename=n.txt');
    expect(Date.parse(response.headers.get('expires') ?? '')).toBeGreaterThan(Date.now());
    const neighbour = await put('not yours', 'neighbour.txt');
    const foreign = await fetch(url.replace(path, neighbour));
    expect(await refused(foreign)).toMatchObject({
      httpStatus: 400,
      code: 'InvalidSignature',
      message: 'Invalid signature',
    });
  });

  test('in batches, with an error of its own for each that cannot be read', async () => {
    const path = await put('batch');
    const { data } = await mine().createSignedUrls([path, 'missing'], 60);
    expect(data?.[1]).toEqual({
      error: 'Either the object does not exist or you do not have access to it',
      path: 'missing',
      signedURL: null,
      signedUrl: null,
    });
    expect(await (await fetch(data?.[0]?.signedUrl ?? '')).text()).toBe('batch');
  });

  test('nobody signs what they may not read', async () => {
    const secret = storage.path(person, 'secret/y.txt');
    await mine().upload(secret, 'hidden');
    const { error } = await storage.from(other.client).createSignedUrl(secret, 60);
    expect(error).toMatchObject({ statusCode: '404', message: 'Object not found' });
    expect((await mine().createSignedUrl(await put(), 0)).error).toMatchObject({ status: 400 });
  });

  test('over, forged, unsigned, for another purpose, or a sign-in: refused', async () => {
    const path = await put();
    const url = `${storage.bucket}/${path}`;
    const { fixture } = storage;
    const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { url, scope: 'download', sub: undefined, role: undefined };
    const unsigned = `${encode({ alg: 'none' })}.${encode({ ...claims, exp: 9_999_999_999 })}.`;
    const upload = await mine().createSignedUploadUrl(storage.path(person));
    const tokens: [string, string][] = [
      [fixture.sign(person, { ...claims, exp: 1_000 }), '"exp" claim timestamp check failed'],
      [fixture.sign(person, claims, 'a wrong secret'), 'signature verification failed'],
      [unsigned, 'signature verification failed'],
      ['nonsense', 'Invalid Compact JWS'],
      [upload.data?.token ?? '', 'Token is not scoped for download'],
      [person.token, 'Token is not scoped for download'],
    ];
    for (const [token, message] of tokens) {
      const response = await fetch(storage.url(`object/sign/${url}?token=${token}`));
      expect(await refused(response)).toMatchObject({ httpStatus: 400, message });
    }
    expect((await fetch(storage.url(`object/sign/${url}`))).status).toBe(400);
  });

  test('a signed URL is no sign-in', async () => {
    const path = await put();
    const { data } = await mine().createSignedUrl(path, 60);
    const token = new URL(data?.signedUrl ?? '').searchParams.get('token') ?? '';
    const response = await storage.request({ ...person, token }, `object/list/${storage.bucket}`, {
      method: 'POST',
      body: '{"prefix":""}',
    });
    expect(await refused(response)).toMatchObject({ statusCode: '403', error: 'Unauthorized' });
  });

  test('an upload by signed URL needs no session, is owned by who signed, and works once', async () => {
    const path = storage.path(person);
    const { data } = await mine().createSignedUploadUrl(path);
    const anybody = storage.from(storage.fixture.client());
    const done = await anybody.uploadToSignedUrl(path, data?.token ?? '', new Blob(['by url']));
    expect(done.error).toBeNull();
    expect(done.data?.fullPath).toBe(`${storage.bucket}/${path}`);
    expect(await textOf(path)).toBe('by url');
    const [row] = await storage.fixture.sql`
      select owner_id from storage.objects where name = ${path}`;
    expect(row?.['owner_id']).toBe(person.id);
    const again = await anybody.uploadToSignedUrl(path, data?.token ?? '', 'again');
    expect(again.error).toMatchObject({ statusCode: '409' });
    const elsewhere = await anybody.uploadToSignedUrl(`${path}x`, data?.token ?? '', 'x');
    expect(elsewhere.error).toMatchObject({ code: 'InvalidSignature' });
    const foreign = await mine().createSignedUploadUrl(storage.path(other));
    expect(foreign.error).toMatchObject({ statusCode: '403' });
    expect((await mine().createSignedUploadUrl(path)).error).toMatchObject({ statusCode: '409' });
    expect((await mine().createSignedUploadUrl(path, { upsert: true })).error).toBeNull();
  });
});

describe('list', () => {
  const folder = () => storage.path(person, 'listed');
  beforeAll(async () => {
    for (const name of ['b.txt', 'a.txt', 'Sub/c.txt', 'Sub/deep/d.txt'])
      await put(name, `listed/${name}`);
  });

  test('one level: folders without ids, names relative, sorted, in pages, searched', async () => {
    const { data } = await mine().list(folder());
    expect(data?.map(({ name, id }) => [name, id === null])).toEqual([
      ['a.txt', false],
      ['b.txt', false],
      ['Sub', true],
    ]);
    expect(data?.[0]?.metadata).toMatchObject({ size: 5, mimetype: 'text/plain' });
    const page = await mine().list(folder(), { limit: 1, offset: 1 });
    expect(page.data?.map(({ name }) => name)).toEqual(['b.txt']);
    const down = await mine().list(folder(), { sortBy: { column: 'name', order: 'desc' } });
    expect(down.data?.map(({ name }) => name)).toEqual(['Sub', 'b.txt', 'a.txt']);
    const found = await mine().list(folder(), { search: 'SU' });
    expect(found.data?.map(({ name }) => name)).toEqual(['Sub']);
    const byTime = await mine().list(folder(), { sortBy: { column: 'created_at' } });
    expect(byTime.data?.map(({ name }) => name)).toEqual(['Sub', 'b.txt', 'a.txt']);
  });

  test('wildcards in a prefix stand for themselves', async () => {
    expect((await mine().list(storage.path(person, 'l_st%'))).data).toEqual([]);
  });

  test('version 2: whole names, with a delimiter and a cursor', async () => {
    const all = await mine().listV2({ prefix: `${folder()}/`, limit: 3 });
    expect(all.data?.objects.map(({ name }) => name.slice(folder().length))).toEqual([
      '/Sub/c.txt',
      '/Sub/deep/d.txt',
      '/a.txt',
    ]);
    expect(all.data?.hasNext).toBe(true);
    const rest = await mine().listV2({
      prefix: `${folder()}/`,
      cursor: all.data?.nextCursor ?? '',
    });
    expect(rest.data?.objects.map(({ name }) => name)).toEqual([`${folder()}/b.txt`]);
    expect(rest.data?.hasNext).toBe(false);
    const level = await mine().listV2({ prefix: `${folder()}/`, with_delimiter: true });
    expect(level.data?.folders).toEqual([{ name: `${folder()}/Sub/` }]);
    expect(level.data?.objects).toHaveLength(2);
  });

  test('shows nobody what they may not read', async () => {
    await mine().upload(storage.path(person, 'secret/z.txt'), 'hidden');
    const { data } = await storage.from(other.client).list(person.id);
    expect(data?.map(({ name }) => name)).not.toContain('secret');
    expect((await storage.from(storage.fixture.client()).list(person.id)).data).toEqual([]);
  });
});

describe('copy, move, remove', () => {
  test('a copy is a file of its own, owned by who copied', async () => {
    const from = await put('original');
    const to = storage.path(other);
    const { data, error } = await storage.from(other.client).copy(from, to);
    expect(error).toBeNull();
    expect(data?.path).toBe(`${storage.bucket}/${to}`);
    await mine().remove([from]);
    expect(await textOf(to, other.client)).toBe('original');
    const [row] = await storage.fixture
      .sql`select owner_id from storage.objects where name = ${to}`;
    expect(row?.['owner_id']).toBe(other.id);
    expect((await storage.from(other.client).copy(to, storage.path(person))).error).toMatchObject({
      statusCode: '403',
    });
    expect((await mine().copy('missing', storage.path(person))).error).toMatchObject({
      statusCode: '404',
    });
  });

  test('a move needs an update policy; a taken name is refused', async () => {
    const from = await put('moved');
    const to = storage.path(person);
    expect((await storage.from(other.client).move(from, to)).error).toMatchObject({
      statusCode: '404',
      message: 'Object not found',
    });
    expect((await mine().move(from, to)).error).toBeNull();
    expect([await textOf(to), await textOf(from)]).toEqual(['moved', undefined]);
    const taken = await put('taken');
    expect((await mine().move(to, taken)).error).toMatchObject({ statusCode: '409' });
    expect(await textOf(taken)).toBe('taken');
    const foreign = await mine().move(to, storage.path(other));
    expect(foreign.error).toMatchObject({ statusCode: '403' });
  });

  test('remove answers with what it removed and passes over the rest', async () => {
    const path = await put();
    const foreign = await storage.from(other.client).remove([path]);
    expect(foreign).toMatchObject({ data: [], error: null });
    const { data } = await mine().remove([path, 'missing']);
    expect(data?.map(({ name }) => name)).toEqual([path]);
    expect((await mine().download(path)).error).toMatchObject({ status: 400 });
    expect((await mine().remove([])).error).toMatchObject({ status: 400 });
    const one = await put();
    const kept = await storage.request(other, `object/${storage.bucket}/${one}`, {
      method: 'DELETE',
    });
    expect(await refused(kept)).toMatchObject({ statusCode: '403', message: 'Access denied' });
    const gone = await storage.request(person, `object/${storage.bucket}/${one}`, {
      method: 'DELETE',
    });
    expect(await gone.json()).toEqual({ message: 'Successfully deleted' });
  });
});

describe('buckets', () => {
  test('the server makes, changes, reads, empties and deletes them; people do not', async () => {
    const server = storage.fixture.client(storage.fixture.facts.secretKey);
    const id = `made-${randomUUID().slice(0, 8)}`;
    const created = await server.storage.createBucket(id, {
      public: false,
      fileSizeLimit: '1MB',
      allowedMimeTypes: ['image/*'],
    });
    expect(created).toEqual({ data: { name: id }, error: null });
    expect((await server.storage.createBucket(id)).error).toMatchObject({ statusCode: '409' });
    expect((await server.storage.getBucket(id)).data).toMatchObject({
      id,
      public: false,
      file_size_limit: 1_000_000,
      allowed_mime_types: ['image/*'],
    });
    expect((await server.storage.updateBucket(id, { public: true })).error).toBeNull();
    const listed = await server.storage.listBuckets();
    expect(listed.data?.find((bucket) => bucket.id === id)).toMatchObject({ public: true });
    await server.storage
      .from(id)
      .upload('a.png', 'x', { contentType: 'image/png', cacheControl: '1' });
    expect((await server.storage.deleteBucket(id)).error).toMatchObject({
      statusCode: '409',
      message: 'The bucket you tried to delete is not empty',
    });
    for (const client of [person.client, storage.fixture.client()]) {
      expect((await client.storage.getBucket(id)).error).toMatchObject({ statusCode: '404' });
      expect((await client.storage.listBuckets()).data).toEqual([]);
      expect((await client.storage.createBucket(`${id}2`)).error).toMatchObject({
        statusCode: '403',
      });
      expect((await client.storage.emptyBucket(id)).error).toMatchObject({ statusCode: '404' });
      expect((await client.storage.deleteBucket(id)).error).not.toBeNull();
    }
    expect((await server.storage.emptyBucket(id)).error).toBeNull();
    expect((await server.storage.deleteBucket(id)).error).toBeNull();
  });
});
