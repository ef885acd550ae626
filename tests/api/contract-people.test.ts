import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { createSupabaseBackend } from '../../src/backend/supabase.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, createVisitor, signIn, type Person } from '../support/people.ts';
import { refused } from './refused.ts';

const facts = inject('stack');
const sql = useDatabase();
const MINUTE_MS = 60_000;

let student: Person;
let mentor: Person;

beforeAll(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
});

describe('signing up and in', () => {
  test('onAuthChange tells who is signed in, with the profile, and when nobody is', async () => {
    const device = await signIn(facts, mentor);
    const heard: unknown[] = [];
    const known = new Promise<void>((resolve) => {
      const stop = device.backend.onAuthChange((me) => {
        heard.push(me);
        if (me === null) stop();
        if (heard.length === 2) resolve();
      });
    });
    await known;
    // At once what the token tells, with the least of the roles; then the profile.
    expect(heard.shift()).toMatchObject({ id: mentor.id, role: 'student' });
    expect(heard).toEqual([
      {
        id: mentor.id,
        email: mentor.email,
        authSessionId: device.authSessionId,
        fullName: 'Theo Brandt',
        avatarUrl: null,
        role: 'mentor',
      },
    ]);
    await device.backend.signOut();
    await expect.poll(() => heard.at(-1)).toBeNull();
  });

  test('each sign-in is another auth session of the same person', async () => {
    const device = await signIn(facts, student);
    expect(device.userId).toBe(student.id);
    expect(device.authSessionId).not.toBe(student.authSessionId);
  });

  test('a wrong password and an unknown address are refused alike', async () => {
    const { email } = student;
    const wrong = await refused(signIn(facts, { email, password: 'not the password' }));
    const unknown = await refused(
      signIn(facts, { email: `${randomUUID()}@example.com`, password: 'not the password' }),
    );
    expect(wrong).toMatchObject({ kind: 'Invalid', message: 'E-mail or password is wrong.' });
    expect(unknown).toEqual(wrong);
  });

  test('an address that has an account cannot sign up again', async () => {
    const visitor = createSupabaseBackend(createVisitor(facts));
    const form = {
      email: student.email,
      password: 'another long password',
      fullName: 'Somebody Else',
      role: 'student',
    };
    expect(await refused(visitor.signUp(form))).toMatchObject({
      kind: 'Invalid',
      message: 'There is an account with this e-mail address already. Sign in instead.',
    });
  });
});

describe('connections and presence', () => {
  test('a fourth device is refused until it insists, and then the oldest gives way', async () => {
    const person = await createPerson(facts);
    const devices = [person, ...(await Promise.all([1, 2, 3].map(() => signIn(facts, person))))];
    for (const [n, device] of devices.slice(0, 3).entries()) {
      await device.backend.claimConnection(`Device ${n + 1}`, false);
    }
    const fourth = devices[3]!.backend;
    const error = await refused(fourth.claimConnection('Device 4', false));
    expect(error).toMatchObject({ kind: 'RateLimited', code: 'too_many_connections' });
    const claims = async () => {
      const { data } = await person.client
        .from('realtime_connections')
        .select('device')
        .order('device');
      return data?.map((row) => row.device);
    };
    expect(await claims()).toEqual(['Device 1', 'Device 2', 'Device 3']);
    await fourth.claimConnection('Device 4', true);
    expect(await claims()).toEqual(['Device 2', 'Device 3', 'Device 4']);
    // Claiming again is not another device.
    await fourth.claimConnection('Device 4', false);
    await fourth.releaseConnection();
    await devices[0]!.backend.claimConnection('Device 1', false);
    expect(await claims()).toEqual(['Device 1', 'Device 2', 'Device 3']);
  });

  test('a heartbeat shows as presence to the peers, a released connection as offline', async () => {
    const [one, other] = await Promise.all([
      createPerson(facts),
      createPerson(facts, { role: 'mentor' }),
    ]);
    const sessionId = await makeSession(sql(), one.id, other.id);
    const presence = async () => (await one.backend.getSession(sessionId)).peers[0];
    expect(await presence()).toMatchObject({ presence: 'offline', lastSeen: null });
    await other.backend.claimConnection('Phone', false);
    expect((await presence())?.presence).toBe('online');
    await other.backend.heartbeat('away', sessionId);
    expect((await presence())?.presence).toBe('away');
    await other.backend.heartbeat('busy', null);
    const busy = await presence();
    expect(busy?.presence).toBe('busy');
    expect(Math.abs((busy?.lastSeen ?? 0) - Date.now())).toBeLessThan(MINUTE_MS);
    await other.backend.releaseConnection();
    expect((await presence())?.presence).toBe('offline');
  });
});

describe('contacting support', () => {
  test('five times at once opens one conversation and costs one token', async () => {
    await createPerson(facts, { role: 'admin', fullName: 'Support' });
    const person = await createPerson(facts, { role: 'buyer' });
    const opened = await Promise.all(
      Array.from({ length: 5 }, () => person.backend.contactSupport()),
    );
    expect(new Set(opened.map((session) => session.id)).size).toBe(1);
    expect(opened[0]).toMatchObject({ kind: 'support', status: 'in_progress', lastSeq: 0 });
    expect(opened[0]?.peers.map((peer) => peer.role)).toEqual(['admin']);
    const [rate] = await sql()`
      select cardinality(hits) as tokens from private.rate_limits
      where user_id = ${person.id} and action = 'session'`;
    expect(rate).toEqual({ tokens: 1 });
    const { sessions } = await person.backend.listSessions(null, 50);
    expect(sessions).toEqual([opened[0]]);
  });
});
