import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { makeSession, type Sql } from '../support/database.ts';
import type { Person } from './support/fixture.ts';
import { refused, StorageFixture } from './support/storage-fixture.ts';

const LIMIT_BYTES = 10 * 1024 * 1024;

let storage: StorageFixture;
let person: Person;
let peer: Person;
let outsider: Person;
let sessionId: string;

beforeAll(async () => {
  storage = await StorageFixture.prepare();
  const people = [1, 2, 3].map(() => storage.fixture.person());
  [person, peer, outsider] = (await Promise.all(people)) as [Person, Person, Person];
  sessionId = await makeSession(storage.fixture.sql as unknown as Sql, person.id, peer.id);
});

const attachments = (who: Person) => who.client.storage.from('attachments');
const ownPath = (who = person, extension = 'png') =>
  `${sessionId}/${who.id}/${randomUUID()}.${extension}`;
const png = { contentType: 'image/png' };
const denied = { statusCode: '403', message: 'new row violates row-level security policy' };

/** A request whose path reaches the server as it is written, which fetch would tidy up. */
function raw(method: string, rawPath: string, token: string, body?: string): Promise<number> {
  const { hostname, port } = new URL(inject('stack').apiUrl);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method,
        path: `/storage/v1/${rawPath}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'image/png' },
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    request.once('error', reject);
    request.end(body);
  });
}

describe('a conversation’s files', () => {
  test('a participant uploads into their own folder, and only there', async () => {
    expect((await attachments(person).upload(ownPath(), 'x', png)).error).toBeNull();
    for (const [who, name] of [
      [person, ownPath(peer)],
      [outsider, ownPath(outsider)],
      [outsider, ownPath(person)],
      [person, `${randomUUID()}/${person.id}/${randomUUID()}.png`],
      [person, `${sessionId}/${person.id}/../${peer.id}/${randomUUID()}.png`],
      [person, `${sessionId}/${person.id}/deeper/${randomUUID()}.png`],
      [person, `${randomUUID()}.png`],
    ] as const)
      expect((await attachments(who).upload(name, 'x', png)).error).toMatchObject(denied);
    const visitor = storage.fixture.client().storage.from('attachments');
    expect((await visitor.upload(ownPath(), 'x', png)).error).toMatchObject(denied);
  });

  test('an outsider finds nothing: no download, info, signed URL, listing, copy, move or delete', async () => {
    const name = ownPath();
    await attachments(person).upload(name, 'private', png);
    const theirs = attachments(outsider);
    const missing = ownPath();
    for (const target of [name, missing]) {
      expect((await theirs.info(target)).error).toMatchObject({ statusCode: '404' });
      expect((await theirs.createSignedUrl(target, 60)).error).toMatchObject({ statusCode: '404' });
      expect((await theirs.copy(target, ownPath(outsider))).error).toMatchObject({
        statusCode: '404',
      });
      expect((await theirs.move(target, ownPath(outsider))).error).toMatchObject({
        statusCode: '404',
      });
      expect((await theirs.remove([target])).data).toEqual([]);
      expect((await theirs.download(target)).error).toMatchObject({ status: 400 });
    }
    expect((await theirs.list(`${sessionId}/${person.id}`)).data).toEqual([]);
    expect((await theirs.list()).data).toEqual([]);
    expect(await (await attachments(person).download(name)).data?.text()).toBe('private');
  });

  test('nothing is overwritten or moved, by upsert, update, signed upsert or move', async () => {
    const name = ownPath();
    const own = attachments(person);
    await own.upload(name, 'first', png);
    expect((await own.upload(name, 'x', png)).error).toMatchObject({ statusCode: '409' });
    expect((await own.upload(name, 'x', { ...png, upsert: true })).error).toMatchObject(denied);
    expect((await own.update(name, 'x', png)).error).toMatchObject(denied);
    expect((await own.createSignedUploadUrl(name, { upsert: true })).error).toMatchObject(denied);
    expect((await own.move(name, ownPath())).error).toMatchObject({ statusCode: '404' });
    expect(await (await own.download(name)).data?.text()).toBe('first');
  });

  test('a signed URL of another file, or a download token for an upload, does not fit', async () => {
    const name = ownPath();
    await attachments(person).upload(name, 'x', png);
    const { data } = await attachments(person).createSignedUrl(name, 60);
    const token = new URL(data?.signedUrl ?? '').searchParams.get('token') ?? '';
    const put = await attachments(outsider).uploadToSignedUrl(ownPath(), token, 'x');
    expect(put.error).toMatchObject({ code: 'InvalidSignature' });
    const foreign = ownPath(peer);
    await attachments(peer).upload(foreign, 'theirs', png);
    const got = await fetch((data?.signedUrl ?? '').replace(name, foreign));
    expect(await refused(got)).toMatchObject({ code: 'InvalidSignature' });
  });

  test('no way of writing a path leads into another folder, session or bucket', async () => {
    const theirs = ownPath(peer);
    await attachments(peer).upload(theirs, 'theirs', png);
    const [session, folder, name] = theirs.split('/');
    for (const written of [
      `attachments/${session}%2f${folder}%2f${name}`,
      `attachments/${session}/${person.id}%2f..%2f${folder}/${name}`,
      `attachments/${session}/${person.id}/..%2f${folder}%2f${name}`,
      `attachments/${session}/${person.id}/%2e%2e/${folder}/${name}`,
      `attachments/${session}//${folder}/${name}`,
      `attachments/${session}/${folder}/${name}%00.png`,
      `attachments/${session?.toUpperCase()}/${folder}/${name}`,
      `avatars/${folder}/${name}`,
      `avatars/../attachments/${theirs}`,
    ])
      for (const method of ['POST', 'PUT']) {
        const status = await raw(method, `object/${written}`, person.token, 'overwritten');
        expect([400, 404], `${method} ${written}`).toContain(status);
      }
    expect(await (await attachments(peer).download(theirs)).data?.text()).toBe('theirs');
    expect((await attachments(person).copy(ownPath(), theirs)).error).not.toBeNull();
    const mine = ownPath();
    await attachments(person).upload(mine, 'mine', png);
    for (const target of [
      theirs,
      ownPath(peer),
      `${randomUUID()}/${person.id}/${randomUUID()}.png`,
    ])
      expect((await attachments(person).copy(mine, target)).error).not.toBeNull();
    expect(await (await attachments(peer).download(theirs)).data?.text()).toBe('theirs');
  });

  test('who has left, or is suspended, uploads, copies and signs nothing more', async () => {
    const { sql } = storage.fixture;
    const [leaver, silenced] = [await storage.fixture.person(), await storage.fixture.person()];
    for (const who of [leaver, silenced])
      await sql`insert into public.participants (session_id, user_id, role)
                values (${sessionId}, ${who.id}, 'student')`;
    const sent = ownPath();
    await attachments(person).upload(sent, 'sent', png);
    await person.client.from('messages').insert({
      ...{ id: randomUUID(), session_id: sessionId, message_type: 'file' },
      attachments: [{ path: sent, name: 'sent.png' }],
    });
    for (const who of [leaver, silenced])
      expect((await attachments(who).createSignedUrl(sent, 60)).error).toBeNull();

    await sql`update public.participants set left_at = now() where user_id = ${leaver.id}`;
    await sql`insert into private.account_states (user_id, suspended_at) values (${silenced.id}, now())`;
    for (const who of [leaver, silenced]) {
      expect((await attachments(who).upload(ownPath(who), 'x', png)).error).toMatchObject(denied);
      expect((await attachments(who).copy(sent, ownPath(who))).error).not.toBeNull();
      expect((await attachments(who).createSignedUploadUrl(ownPath(who))).error).not.toBeNull();
    }
    const gone = attachments(leaver);
    for (const name of [sent, ownPath()]) {
      expect((await gone.createSignedUrl(name, 60)).error).toMatchObject({ statusCode: '404' });
      expect((await gone.download(name)).error).toMatchObject({ status: 400 });
    }
    expect((await gone.list(`${sessionId}/${person.id}`)).data).toEqual([]);
  });
});

describe('types and sizes', () => {
  test.each([
    'image/svg+xml',
    'text/html',
    'application/xhtml+xml',
    'text/xml',
    'application/javascript',
    'application/octet-stream',
    'image/png;x=1',
    'text/plain;charset=UTF-8',
    'IMAGE/PNG',
    'image/*',
    'png',
  ])('the declared type %s is refused, in a form and as bytes', async (contentType) => {
    const message = `mime type ${contentType} is not supported`;
    const bytes = await attachments(person).upload(ownPath(), 'x', { contentType });
    expect(bytes.error).toMatchObject({ status: 400, statusCode: '415', message });
    const form = new FormData();
    form.append('contentType', contentType);
    form.append('', new Blob(['x'], { type: 'image/png' }));
    const sent = await attachments(person).upload(ownPath(), form);
    expect(sent.error).toMatchObject({ statusCode: '415', message });
  });

  test('what is declared decides, as on hosted: a spoofed type is stored and served as declared', async () => {
    const name = ownPath();
    const page = '<script>alert(1)</script>';
    expect((await attachments(person).upload(name, page, png)).error).toBeNull();
    const response = await storage.request(person, `object/attachments/${name}`);
    expect(response.headers.get('content-type')).toBe('image/png');
  });

  test('10 MB pass, one byte more does not: as bytes, in a form, chunked, by signed URL', async () => {
    const whole = Buffer.alloc(LIMIT_BYTES, 1);
    const over = Buffer.alloc(LIMIT_BYTES + 1, 1);
    const tooLarge = {
      statusCode: '413',
      code: 'EntityTooLarge',
      message: 'The object exceeded the maximum allowed size',
    };
    const own = attachments(person);
    expect((await own.upload(ownPath(), whole, png)).error).toBeNull();
    expect((await own.upload(ownPath(), over, png)).error).toMatchObject(tooLarge);
    const blob = new Blob([over], { type: 'image/png' });
    expect((await own.upload(ownPath(), blob)).error).toMatchObject(tooLarge);
    const stream = new Blob([over]).stream();
    const chunked = await own.upload(ownPath(), stream, { ...png, duplex: 'half' });
    expect(chunked.error).toMatchObject(tooLarge);
    const name = ownPath();
    const { data } = await own.createSignedUploadUrl(name);
    const signed = await own.uploadToSignedUrl(name, data?.token ?? '', over, png);
    expect(signed.error).toMatchObject(tooLarge);
    expect((await own.info(name)).error).toMatchObject({ statusCode: '404' });
  });
});

describe('names', () => {
  test.each([
    ['a NUL', 'a%00b'],
    ['a line end', 'a%0Ab'],
    ['a backslash', '..%5C..%5Cetc'],
    ['letters outside of S3’s', 'r%C3%A4port.txt'],
    ['a percent sign', 'a%25b'],
    ['a tilde', '~root'],
  ])('%s is no key', async (_what, name) => {
    const response = await storage.request(
      person,
      `object/${storage.bucket}/${person.id}/${name}`,
      { method: 'POST', body: 'x' },
    );
    expect(await refused(response)).toMatchObject({ httpStatus: 400, code: 'InvalidKey' });
  });

  test('dots, encoded slashes and absolute paths are names, never places on the disk', async () => {
    const { bucket } = storage;
    const own = `object/${bucket}/${person.id}`;
    for (const [rawPath, status] of [
      [`${own}/..%2f..%2f..%2f..%2fescape.txt`, 200],
      [`${own}%2fencoded.txt`, 200],
      [`${own}/%2e%2e%2fdots.txt`, 200],
      [`${own}//etc/passwd`, 200],
      [`object/${bucket}/%2fetc%2fpasswd`, 400],
      [`object/${bucket}/../${bucket}/../../../../etc/passwd`, 404],
      [`object/..%2f..%2f/x`, 400],
      [`object/${bucket}%2f${person.id}/x`, 400],
      [`object/${bucket}/%E0%A4%A`, 400],
    ] as const)
      expect([rawPath, await raw('POST', rawPath, person.token, 'x')]).toEqual([rawPath, status]);
    const [row] = await storage.fixture.sql<{ dir: string }[]>`
      select current_setting('data_directory') as dir`;
    const folder = path.join(row?.dir ?? '', 'stack-files');
    const names = await readdir(folder);
    expect(names.filter((name) => !/^([0-9a-f-]{36}|incoming)$/.test(name))).toEqual([]);
  });

  test('a form’s file name is ignored', async () => {
    const form = new FormData();
    form.append('', new File(['x'], '../../../../tmp/escape.png', { type: 'image/png' }));
    const name = ownPath();
    expect((await attachments(person).upload(name, form)).data?.path).toBe(name);
  });
});

describe('broken requests', () => {
  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['garbage', 'multipart/form-data; boundary=b', 'garbage'],
    ['no file', 'multipart/form-data; boundary=b', '--b--\r\n'],
    [
      'a field only',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n',
    ],
    [
      'cut off in the file',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name=""; filename="a"\r\nContent-Type: image/png\r\n\r\nxx',
    ],
  ])('a form with %s', async (_what, contentType, body) => {
    const response = await storage.request(person, `object/attachments/${ownPath()}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(await refused(response)).toMatchObject({ httpStatus: 400, code: 'InvalidRequest' });
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a negative limit', '{"prefix":"","limit":-1}'],
    ['a negative offset', '{"prefix":"","offset":-1}'],
    ['a foreign column', '{"prefix":"","sortBy":{"column":"metadata; drop table x"}}'],
    ['no prefix', '{}'],
  ])('a listing with %s', async (_what, body) => {
    const response = await storage.request(person, `object/list/${storage.bucket}`, {
      method: 'POST',
      body,
    });
    expect(await refused(response)).toMatchObject({ httpStatus: 400, code: 'InvalidRequest' });
  });

  test('forged, unsigned, expired and missing tokens', async () => {
    const { fixture } = storage;
    const [, claims] = person.token.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const cases: [string, string][] = [
      [fixture.sign(person, {}, 'a wrong secret'), 'signature verification failed'],
      [fixture.sign(person, { role: 'service_role' }, 'guess'), 'signature verification failed'],
      [`${none}.${claims ?? ''}.`, 'Invalid Compact JWS'],
      [`${none}.${claims ?? ''}.x`, 'signature verification failed'],
      [fixture.sign(person, { exp: 1_000 }), '"exp" claim timestamp check failed'],
      ['sb_secret_guess', 'Invalid API key'],
      ['', "headers must have required property 'authorization'"],
    ];
    for (const [token, message] of cases) {
      const response = await storage.request(
        { ...person, token },
        `object/attachments/${ownPath()}`,
        { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'x' },
      );
      expect(await refused(response)).toMatchObject({
        httpStatus: 400,
        statusCode: '403',
        error: 'Unauthorized',
        message,
      });
    }
  });

  test('unknown buckets and routes', async () => {
    const response = await storage.request(person, `object/nope/${ownPath()}`, {
      method: 'POST',
      body: 'x',
    });
    expect(await refused(response)).toMatchObject({ error: 'Bucket not found', httpStatus: 400 });
    expect((await storage.request(person, 'nope')).status).toBe(404);
    expect((await storage.request(person, 'object/attachments', { method: 'POST' })).status).toBe(
      404,
    );
  });
});
