import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardRest } from '../../supabase/local/rest-forward.ts';
import { verifyToken } from '../../supabase/local/realtime/jwt.ts';

const keys = { publishableKey: 'sb_publishable_a', secretKey: 'sb_secret_b', jwtSecret: 'secret' };
/** Stands where PostgREST would and repeats what it was asked. */
const server = createServer((request, response) => {
  void (async () => {
    const body = await text(request);
    response.writeHead(206, { 'content-range': '0-0/7', 'content-type': 'application/json' });
    const { method, url, headers } = request;
    response.end(JSON.stringify({ method, url, authorization: headers.authorization, body }));
  })();
});
let restUrl: string;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  restUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of request.setEncoding('utf8')) all += String(chunk);
  return all;
}

async function forward(headers: Record<string, string>, body?: string) {
  const request = new Request('http://stack/rest/v1/messages?select=id&apikey=x', {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body === undefined ? {} : { body }),
  });
  const response = await forwardRest(restUrl, keys, request);
  return { response, seen: (await response.json()) as Record<string, string> };
}

test.each([
  ['sb_publishable_a', 'anon'],
  ['sb_secret_b', 'service_role'],
])('the key %s arrives as a signed token of %s', async (apikey, role) => {
  for (const extra of [{}, { authorization: `Bearer ${apikey}` }]) {
    const { seen } = await forward({ apikey, ...extra });
    const token = (seen['authorization'] ?? '').slice('Bearer '.length);
    const verified = verifyToken(token, keys.jwtSecret, Date.now());
    expect(verified.ok && verified.identity.claims.role).toBe(role);
  }
});

test("a person's token, path, query, body, status and headers pass as they are", async () => {
  const headers = { apikey: keys.publishableKey, authorization: 'Bearer a.b.c' };
  const { response, seen } = await forward(headers, '[{"id":1}]');
  expect(seen).toEqual({
    method: 'POST',
    url: '/messages?select=id',
    authorization: 'Bearer a.b.c',
    body: '[{"id":1}]',
  });
  expect(response.status).toBe(206);
  expect(response.headers.get('content-range')).toBe('0-0/7');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
});

test('a foreign key goes no further', async () => {
  expect((await forward({ apikey: 'sb_secret_guess' })).response.status).toBe(401);
});
