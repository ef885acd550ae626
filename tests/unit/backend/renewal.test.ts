import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  AUTH_STORAGE_KEY,
  forgetSignIn,
  personOf,
  readSignIn,
  rememberProfile,
} from '../../../src/backend/remembered.ts';
import { createRenewal } from '../../../src/backend/renewal.ts';
import { settle } from '../../support/fake-clock.ts';
import { ANNA, BEN, sampleMe, uuid } from '../../support/samples.ts';

const MS_PER_SECOND = 1000;
const HOUR_SECONDS = 3_600;
const TOKEN_URL = 'http://localhost/auth/v1/token?grant_type=refresh_token';

const seconds = (): number => Math.floor(Date.now() / MS_PER_SECOND);
const jwt = (claims: object): string => `x.${btoa(JSON.stringify(claims))}.y`;

const signIn = (changes: object = {}) => ({
  access_token: jwt({ sub: ANNA, session_id: uuid(900) }),
  refresh_token: 'refresh-1',
  expires_at: seconds() + HOUR_SECONDS,
  token_type: 'bearer',
  user: { id: ANNA, email: 'anna@example.com', user_metadata: { full_name: 'Anna' }, aud: 'x' },
  ...changes,
});
const store = (value: unknown): void =>
  localStorage.setItem(AUTH_STORAGE_KEY, typeof value === 'string' ? value : JSON.stringify(value));

beforeEach(() => {
  const values = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a sign-in that is remembered', () => {
  test('names the person, with an old token as well', () => {
    for (const expires_at of [seconds() + HOUR_SECONDS, 1]) {
      store(signIn({ expires_at }));
      const remembered = readSignIn();
      expect(remembered && personOf(remembered)).toEqual(sampleMe());
    }
  });

  test('comes with the profile as it was read last, and with nobody else’s', () => {
    store(signIn());
    const changed = sampleMe({
      fullName: 'Anna Berg',
      avatarUrl: 'https://x/a.png',
      role: 'admin',
    });
    rememberProfile(changed);
    expect(personOf(signIn())).toEqual(changed);
    rememberProfile(sampleMe({ id: BEN, fullName: 'Ben' }));
    expect(personOf(signIn()).fullName).toBe('Anna');
    rememberProfile(null);
    expect(personOf(signIn())).toEqual(sampleMe());
  });

  test.each<[string, unknown]>([
    ['nothing', 'null'],
    ['no JSON', '{"access_token":'],
    ['text', '"signed in"'],
    ['no token', signIn({ access_token: undefined })],
    ['no way to renew it', signIn({ refresh_token: null })],
    ['no end', signIn({ expires_at: 'tomorrow' })],
    ['no person', signIn({ user: null })],
    ['a person without an id', signIn({ user: { email: 'anna@example.com' } })],
    ['a token that is none', signIn({ access_token: 'x' })],
    ['a token of somebody else', signIn({ access_token: jwt({ sub: BEN }) })],
  ])('is none if it is %s', (_what, value) => {
    store(value);
    expect(readSignIn()).toBeNull();
  });

  test('is none where storage is blocked', () => {
    const blocked = (): never => {
      throw new DOMException('blocked', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked });
    expect(readSignIn()).toBeNull();
    rememberProfile(sampleMe());
    forgetSignIn();
  });
});

/** A server that answers what it is told to, or cannot be reached (null). */
function setUp(stored: object | null = signIn()) {
  if (stored !== null) store(stored);
  const answers: (Response | null)[] = [];
  const sent: string[] = [];
  const renewal = createRenewal((_input, init) => {
    sent.push(init?.body as string);
    const answer = answers.shift() ?? null;
    return answer === null ? Promise.reject(new TypeError('failed')) : Promise.resolve(answer);
  });
  const renew = (): Promise<Response> =>
    renewal.fetch(TOKEN_URL, { method: 'POST', body: '{"refresh_token":"refresh-1"}' });
  /** Somebody who needs the token that is being renewed. */
  const need = (renewing: Promise<Response>): Promise<string> =>
    renewal.need(async () => ((await (await renewing).clone().json()) as { token: string }).token);
  return { answers, sent, renewal, renew, need };
}

const renewed = (): Response => Response.json({ token: 'new' });

describe('a renewal', () => {
  test('that reaches the server gives the token to everybody who waits', async () => {
    const { answers, renew, need } = setUp();
    answers.push(renewed());
    const renewing = renew();
    expect(await Promise.all([need(renewing), need(renewing)])).toEqual(['new', 'new']);
  });

  test.each<[string, Response | null]>([
    ['does not reach the server', null],
    ['meets a server in trouble', new Response('', { status: 503 })],
  ])('that %s fails those who wait, and goes on for the next', async (_what, answer) => {
    const { answers, sent, renew, need } = setUp();
    answers.push(answer, null, renewed());
    const renewing = renew();
    await expect(need(renewing)).rejects.toThrow(TypeError);
    await expect(need(renewing)).rejects.toThrow(TypeError);
    expect(await need(renewing)).toBe('new');
    expect(sent).toHaveLength(3);
  });

  test('is not repeated while nobody needs it', async () => {
    const { sent, renew } = setUp();
    void renew();
    await settle();
    expect(sent).toHaveLength(1);
  });

  test('that is refused is refused', async () => {
    const { answers, sent, renew } = setUp();
    answers.push(Response.json({ error_code: 'refresh_token_not_found' }, { status: 400 }));
    expect((await renew()).status).toBe(400);
    expect(sent).toHaveLength(1);
  });

  test('ends with the sign-in', async () => {
    const { sent, renewal, renew } = setUp();
    const renewing = renew();
    await settle();
    forgetSignIn();
    renewal.changed();
    expect((await renewing).status).toBe(400);
    expect(sent).toHaveLength(1);
  });

  test('does not use a token again that another tab has used', async () => {
    const { sent, renewal, renew } = setUp();
    const renewing = renew();
    await settle();
    store(signIn({ refresh_token: 'refresh-2' }));
    renewal.changed();
    expect((await renewing).status).toBe(400);
    expect(sent).toHaveLength(1);
  });

  test('does not end a sign-in that another tab has renewed long ago', async () => {
    const { renewal, renew } = setUp();
    const renewing = renew();
    const refused = expect(renewing).rejects.toThrow(TypeError);
    await settle();
    store(signIn({ refresh_token: 'refresh-2', expires_at: 1 }));
    renewal.changed();
    await refused;
  });

  test('goes on where the browser stores nothing', async () => {
    const { answers, renew, need } = setUp(null);
    const renewing = renew();
    await settle();
    answers.push(renewed());
    expect(await need(renewing)).toBe('new');
  });

  test('is all that rests: other requests fail at once', async () => {
    const { renewal } = setUp();
    await expect(
      renewal.fetch('http://localhost/auth/v1/token?grant_type=password'),
    ).rejects.toThrow();
  });
});
