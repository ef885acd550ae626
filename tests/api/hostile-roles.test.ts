import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { liveOf } from '../../src/backend/client.ts';
import { createPerson, createTokenHolder, createVisitor } from '../support/people.ts';
import { refusalOf, rest } from './rest.ts';
import {
  as,
  expectUntouched,
  facts,
  FORBIDDEN,
  mentor,
  newMessage,
  outsider,
  SECRET,
  sessionId,
  sql,
  student,
} from './stage.ts';
import { expiredClaims, liveClaims, signToken, unsignedToken } from './tokens.ts';

describe('one’s own rank', () => {
  const roleOf = async (id: string) => {
    const [row] = await sql()`select role, mentor_status from public.profiles where id = ${id}`;
    return row;
  };

  test.each(['admin', 'service_role', ['admin'], { role: 'admin' }])(
    'asking for %j when signing up makes a student',
    async (role) => {
      const client = createVisitor(facts);
      const { data, error } = await client.auth.signUp({
        email: `${randomUUID()}@example.com`,
        password: 'a long enough password',
        options: { data: { full_name: 'Would-be Admin', role, mentor_status: 'approved' } },
      });
      expect(error).toBeNull();
      expect(await roleOf(data.user?.id ?? '')).toEqual({ role: 'student', mentor_status: 'none' });
    },
  );

  test('a mentor who signs up waits for approval, whatever they say', async () => {
    const client = createVisitor(facts);
    const { data } = await client.auth.signUp({
      email: `${randomUUID()}@example.com`,
      password: 'a long enough password',
      options: { data: { full_name: 'M', role: 'mentor', mentor_status: 'approved' } },
    });
    expect(await roleOf(data.user?.id ?? '')).toEqual({ role: 'mentor', mentor_status: 'pending' });
  });

  test('changing one’s metadata later changes no role', async () => {
    const { error } = await mentor.client.auth.updateUser({ data: { role: 'admin' } });
    expect(error).toBeNull();
    expect(await roleOf(mentor.id)).toEqual({ role: 'mentor', mentor_status: 'pending' });
  });

  test.each([
    { role: 'admin' },
    { mentor_status: 'approved' },
    { full_name: 'New Name', role: 'admin' },
    { id: randomUUID() },
  ])('a profile does not take %j', async (body) => {
    const path = `profiles?id=eq.${mentor.id}`;
    const answer = await as(mentor, path, { method: 'PATCH', body });
    expect(refusalOf(answer)).toMatchObject({ status: 403, code: FORBIDDEN });
    expect(await roleOf(mentor.id)).toEqual({ role: 'mentor', mentor_status: 'pending' });
  });

  test('somebody else’s profile does not change, and answers like a missing one', async () => {
    const change = (id: string) =>
      as(outsider, `profiles?id=eq.${id}`, {
        method: 'PATCH',
        body: { full_name: 'Renamed' },
        headers: { prefer: 'return=representation' },
      });
    const foreign = await change(mentor.id);
    const missing = await change(randomUUID());
    expect(foreign).toMatchObject({ status: 200, body: [] });
    expect(missing).toEqual(foreign);
    const [row] = await sql()`select full_name from public.profiles where id = ${mentor.id}`;
    expect(row).toEqual({ full_name: 'Theo Brandt' });
  });
});

describe('tokens', () => {
  const wrongSecret = 'a secret that is long enough to be one, but another';
  const forgeries: [string, () => string][] = [
    ['signed by somebody else', () => signToken(wrongSecret, liveClaims(student))],
    ['not signed at all', () => unsignedToken(liveClaims(student))],
    [
      'with other claims under a good signature',
      () => {
        const [header, , signature] = outsider.accessToken.split('.');
        const claims = Buffer.from(JSON.stringify(liveClaims(student))).toString('base64url');
        return `${header}.${claims}.${signature}`;
      },
    ],
    [
      'service_role, signed by somebody else',
      () => {
        return signToken(wrongSecret, { ...liveClaims(student), role: 'service_role' });
      },
    ],
    ['that is none', () => 'not.a.token'],
    // Only where the project's secret is known to the tests can they sign something bad with it.
    ...(facts.jwtSecret === null ? [] : signed(facts.jwtSecret)),
  ];

  function signed(secret: string): [string, () => string][] {
    return [
      ['that expired', () => signToken(secret, expiredClaims(student))],
      ['of a visitor', () => signToken(secret, { ...liveClaims(student), role: 'anon' })],
    ];
  }

  /** Roles that the API cannot become, however well the token is signed. */
  const foreignRoles = facts.jwtSecret === null ? [] : ['root', 'postgres', 'supabase_admin'];

  async function expectClosed(token: string): Promise<void> {
    await expectUntouched(async () => {
      for (const [path, request] of [
        ['messages?select=*', {}],
        ['profiles?select=*', {}],
        ['rpc/list_sessions', { body: {} }],
        ['messages', { body: newMessage() }],
      ] as const) {
        const { status, text } = await rest(facts, token, path, request);
        expect([400, 401, 403], path).toContain(status);
        expect(text).not.toContain(SECRET);
      }
    });
  }

  test.each(forgeries)('one %s opens nothing', (_what, makeToken) => expectClosed(makeToken()));

  test.each(foreignRoles)('one for the role %s opens nothing', (role) =>
    expectClosed(signToken(facts.jwtSecret ?? '', { ...liveClaims(student), role })),
  );

  test.each(forgeries)('one %s joins no channel', async (_what, makeToken) => {
    const live = await liveOf(createTokenHolder(facts, makeToken()));
    await live.setAuth();
    const channel = live.channel(`session:${sessionId}`, { config: { private: true } });
    const status = await new Promise<string>((resolve) => channel.subscribe(resolve));
    expect(status).toBe('CHANNEL_ERROR');
  });

  test('without any key there is no answer', async () => {
    const response = await fetch(`${facts.apiUrl}/rest/v1/messages?select=*`);
    expect(response.status).toBe(401);
  });

  test('a demoted admin is none with the next request', async () => {
    const admin = await createPerson(facts, { role: 'admin' });
    await sql()`update public.profiles set role = 'student' where id = ${admin.id}`;
    const answer = await as(admin, 'rpc/open_conversation', {
      body: { p_kind: 'support', p_peer_id: student.id },
    });
    expect(answer.status).toBe(422);
  });
});
