import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { accessToken, makePair, useDatabase } from '../support/accounts.ts';
import { useApp, useBrowser } from '../support/browser.ts';

const browser = useBrowser();
const facts = () => inject('stack');
const appUrl = useApp(() => facts().apiUrl);
const database = useDatabase();

const FILE_BYTES = 10 * 1024 * 1024;

/** A page of the app's origin that loads nothing of the app. */
const blankPage = () => new URL('/manifest.webmanifest', appUrl()).href;

const UPLOAD_BYTES_PER_SECOND = 20_000_000;

test('10 MB go up with progress and come back byte for byte, whole and in pieces', async () => {
  const { student, sessionId } = await makePair(facts(), database());
  const token = await accessToken(facts(), student);
  const name = `${sessionId}/${student.id}/${randomUUID()}.png`;
  const { page } = await browser.open(blankPage());
  // On loopback it would be over before the browser speaks of progress the second time.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: UPLOAD_BYTES_PER_SECOND,
  });
  const result = await page.evaluate(
    async ({ token, key, name, size }) => {
      const headers = { apikey: key, authorization: `Bearer ${token}` };
      const bytes = new Uint8Array(size);
      for (let index = 0; index < size; index += 1)
        bytes[index] = (index * 31 + (index >> 8)) % 251;
      const signed = await fetch(`/storage/v1/object/upload/sign/attachments/${name}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: '{}',
      });
      const { url } = (await signed.json()) as { url: string };
      const seen: number[] = [];
      const status = await new Promise<number>((resolve, reject) => {
        const request = new XMLHttpRequest();
        request.upload.onprogress = (event) => seen.push(event.loaded);
        request.onload = () => resolve(request.status);
        request.onerror = () => reject(new Error('The upload failed.'));
        const form = new FormData();
        form.append('cacheControl', '3600');
        form.append('', new Blob([bytes], { type: 'image/png' }));
        request.open('PUT', `/storage/v1${url}`);
        request.send(form);
      });
      const same = (one: Uint8Array, other: Uint8Array) =>
        one.length === other.length && one.every((byte, index) => byte === other[index]);
      const path = `/storage/v1/object/authenticated/attachments/${name}`;
      const whole = await fetch(path, { headers });
      const wholeSame = same(new Uint8Array(await whole.arrayBuffer()), bytes);
      const part = await fetch(path, { headers: { ...headers, range: 'bytes=5000000-5000999' } });
      const partBytes = new Uint8Array(await part.arrayBuffer());
      return {
        status,
        seen,
        wholeSame,
        partStatus: part.status,
        partSame: same(partBytes, bytes.slice(5_000_000, 5_001_000)),
      };
    },
    { token, key: facts().publishableKey, name, size: FILE_BYTES },
  );
  expect(result).toMatchObject({ status: 200, wholeSame: true, partStatus: 206, partSame: true });
  expect(result.seen.length).toBeGreaterThan(1);
  expect([...result.seen].sort((one, other) => one - other)).toEqual(result.seen);
  expect(result.seen.at(-1)).toBeGreaterThan(FILE_BYTES);
});

test('another origin may ask, is refused in words, and a refusal of 11 MB is heard', async () => {
  const { student, mentor, sessionId } = await makePair(facts(), database());
  const token = await accessToken(facts(), student);
  // Our own policy would not let this page ask an origin that the build does not name.
  const { page } = await browser.open(blankPage(), { bypassCSP: true });
  const result = await page.evaluate(
    async ({ api, token, key, folder, foreign, size }) => {
      const headers = {
        apikey: key,
        authorization: `Bearer ${token}`,
        'content-type': 'image/png',
        'x-upsert': 'false',
      };
      const upload = async (name: string, body: Blob) => {
        const url = `${api}/storage/v1/object/attachments/${name}`;
        const response = await fetch(url, { method: 'POST', headers, body });
        return ((await response.json()) as { statusCode: string }).statusCode;
      };
      const name = `${crypto.randomUUID()}.png`;
      return [
        await upload(`${foreign}/${name}`, new Blob(['x'])),
        await upload(`${folder}/${name}`, new Blob([new Uint8Array(size)])),
      ];
    },
    {
      api: facts().apiUrl,
      token,
      key: facts().publishableKey,
      folder: `${sessionId}/${student.id}`,
      foreign: `${sessionId}/${mentor.id}`,
      size: FILE_BYTES + 1_000_000,
    },
  );
  expect(result).toEqual(['403', '413']);
});
