import { describe, expect, test } from 'vitest';
import { guardedFetch, type PersonGuard } from '../../../src/backend/person-guard.ts';
import { ANNA, BEN } from '../../support/samples.ts';

const token = (sub: string): string => `x.${btoa(JSON.stringify({ sub }))}.y`;
const REST = 'http://localhost/rest/v1/messages';

function setUp(userId: string | null) {
  const guard: PersonGuard = { userId };
  const sent: string[] = [];
  const send = guardedFetch(guard, (input) => {
    sent.push(input instanceof Request ? input.url : String(input));
    return Promise.resolve(new Response('{}'));
  });
  const ask = (url: string, bearer?: string): Promise<Response> =>
    send(url, bearer === undefined ? {} : { headers: { Authorization: `Bearer ${bearer}` } });
  return { ask, sent };
}

describe('a data request', () => {
  test('goes out with the token of the person on screen', async () => {
    const { ask, sent } = setUp(ANNA);
    expect((await ask(REST, token(ANNA))).status).toBe(200);
    expect(sent).toEqual([REST]);
  });

  test.each([
    ['somebody else’s token', token(BEN)],
    ['no token', undefined],
    ['the bare key, after a sign-out in another tab', 'sb_publishable_x'],
    ['a token that is none', 'a.b.c'],
  ])('with %s is refused before it is sent', async (_what, bearer) => {
    const { ask, sent } = setUp(ANNA);
    expect((await ask(REST, bearer)).status).toBe(401);
    expect(sent).toEqual([]);
  });

  test('is not looked at while nobody is signed in', async () => {
    const { ask } = setUp(null);
    expect((await ask(REST, 'sb_publishable_x')).status).toBe(200);
  });
});

test('files are guarded as well', async () => {
  const { ask, sent } = setUp(ANNA);
  const upload = 'http://localhost/storage/v1/object/attachments/a';
  expect((await ask(upload, token(BEN))).status).toBe(401);
  expect((await ask(upload, token(ANNA))).status).toBe(200);
  expect(sent).toEqual([upload]);
});

test('signing in is nobody’s yet', async () => {
  const { ask } = setUp(ANNA);
  expect((await ask('http://localhost/auth/v1/token')).status).toBe(200);
});
