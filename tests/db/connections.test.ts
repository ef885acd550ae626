import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  set,
  untilBlocked,
} from '../support/database.ts';

const { sql } = await createTestDatabase(10);
let me: string;

interface Device {
  auth_session_id: string;
  device: string;
  status: string;
  current: boolean;
}
const claim = (authSessionId: string, force = false, device = 'Laptop') =>
  asUser(
    sql,
    me,
    (tx) =>
      call<{ devices: Device[] }>(tx, 'claim_connection', { p_device: device, p_force: force }),
    { authSessionId },
  );
const beat = (authSessionId: string, status = 'online', sessionId: string | null = null) =>
  asUser(
    sql,
    me,
    (tx) =>
      call<{ status: string; server_time: string }>(tx, 'heartbeat', {
        p_status: status,
        p_session_id: sessionId,
      }),
    { authSessionId },
  );
const age = (authSessionId: string, seconds: number) =>
  sql`update public.realtime_connections set seen_at = seen_at - make_interval(secs => ${seconds})
      where auth_session_id = ${authSessionId}`;
const claims = async () => {
  const rows = await sql<{ id: string }[]>`
    select auth_session_id as id from public.realtime_connections where user_id = ${me} order by created_at`;
  return rows.map((row) => row.id);
};
const presence = async () => {
  const [row] =
    await sql`select status, session_id from public.user_presence where user_id = ${me}`;
  return row!;
};

beforeEach(async () => {
  me = await makeUser(sql);
  await set(sql, 'connections_per_user', 3);
});

describe('claims', () => {
  test('the fourth device is refused and learns which three there are', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await claim(id);
    const { sqlstate, message, detail } = await refusal(claim(randomUUID()));
    expect(sqlstate).toBe('PT429');
    expect(message).toBe(
      'You are already connected on 3 devices. Disconnect one of them to continue here.',
    );
    expect(detail['code']).toBe('too_many_connections');
    expect((detail['devices'] as Device[]).map((device) => device.auth_session_id).sort()).toEqual(
      [...ids].sort(),
    );
    expect(await claims()).toEqual(ids);
  });

  test('force evicts the device unseen for longest and tells it', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await claim(id);
    await age(ids[1]!, 30);
    const fourth = randomUUID();
    const { devices } = await claim(fourth, true, 'Phone');
    expect(devices.find((device) => device.current)).toMatchObject({
      auth_session_id: fourth,
      device: 'Phone',
    });
    expect(await claims()).toEqual([ids[0], ids[2], fourth]);
    const told = await sql`select payload ->> 'auth_session_id' as id from realtime.messages
                           where event = 'connection_revoked' and topic = ${`user:${me}`}`;
    expect(told).toEqual([{ id: ids[1] }]);
  });

  test('of ten that claim at once exactly three get in', async () => {
    const replies = await Promise.allSettled(Array.from({ length: 10 }, () => claim(randomUUID())));
    expect(replies.filter((reply) => reply.status === 'fulfilled')).toHaveLength(3);
    expect(await claims()).toHaveLength(3);
  });

  test('of ten that force at once three remain', async () => {
    await Promise.all(Array.from({ length: 10 }, () => claim(randomUUID(), true)));
    expect(await claims()).toHaveLength(3);
  });

  test('the same sign-in claims again without counting twice', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await claim(id);
    expect((await claim(ids[0]!, false, 'Renamed')).devices).toHaveLength(3);
  });

  test('a sleeping device does not count, keeps its claim, and comes back by a heartbeat', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await claim(id);
    await age(ids[0]!, 91);
    await claim(randomUUID());
    expect(await claims()).toContain(ids[0]);
    await beat(ids[0]!);
    expect(
      await asUser(sql, me, (tx) => tx`select private.can_read_topic(${`user:${me}`}) as ok`, {
        authSessionId: ids[0]!,
      }),
    ).toEqual([{ ok: true }]);
  });

  test('an evicted device does not come back by a heartbeat', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of ids) await claim(id);
    await claim(randomUUID(), true);
    await beat(ids[0]!);
    expect(await claims()).not.toContain(ids[0]);
  });

  test('a device without a name or with a very long one is fine; without a sign-in it is refused', async () => {
    expect((await claim(randomUUID(), false, '  ')).devices[0]!.device).toBe('Unknown device');
    expect((await claim(randomUUID(), false, 'x'.repeat(500))).devices[0]!.device).toHaveLength(80);
    const bare = asUser(sql, me, (tx) => call(tx, 'claim_connection', { p_device: 'x' }));
    expect(await refusal(bare)).toMatchObject({
      sqlstate: 'PT401',
      detail: { code: 'unauthorized' },
    });
  });

  test('nobody reads or writes claims of others', async () => {
    await claim(randomUUID());
    const other = await makeUser(sql);
    expect(await asUser(sql, other, (tx) => tx`select * from public.realtime_connections`)).toEqual(
      [],
    );
    for (const statement of [
      'delete from public.realtime_connections',
      `update public.realtime_connections set status = 'busy'`,
      `insert into public.realtime_connections (user_id, auth_session_id, device) values ('${other}', gen_random_uuid(), 'x')`,
    ])
      expect((await refusal(asUser(sql, other, (tx) => tx.unsafe(statement)))).sqlstate).toBe(
        '42501',
      );
  });
});

describe('presence', () => {
  test('is the aggregate over devices: busy over online over away', async () => {
    const [laptop, phone] = [randomUUID(), randomUUID()];
    await claim(laptop);
    await claim(phone);
    expect(await beat(laptop, 'away')).toMatchObject({ status: 'online' });
    expect(await beat(phone, 'away')).toMatchObject({ status: 'away' });
    expect(await beat(laptop, 'busy')).toMatchObject({ status: 'busy' });
    expect(await beat(laptop, 'online')).toMatchObject({ status: 'online' });
    await asUser(sql, me, (tx) => call(tx, 'release_connection'), { authSessionId: laptop });
    expect(await presence()).toMatchObject({ status: 'away' });
    await asUser(sql, me, (tx) => call(tx, 'release_connection'), { authSessionId: phone });
    expect(await presence()).toMatchObject({ status: 'offline' });
  });

  test.each([
    ['changes', (device: string) => beat(device, 'away')],
    [
      'goes',
      (device: string) =>
        asUser(sql, me, (tx) => call(tx, 'release_connection'), { authSessionId: device }),
    ],
  ] as const)('stays right when one device changes while another %s', async (_what, act) => {
    const [laptop, phone] = [randomUUID(), randomUUID()];
    await claim(laptop);
    await claim(phone);
    let second: Promise<unknown> | undefined;
    await asUser(
      sql,
      me,
      async (tx) => {
        await call(tx, 'heartbeat', { p_status: 'away' });
        second = act(phone);
        await untilBlocked(sql);
      },
      { authSessionId: laptop },
    );
    await second;
    // When the phone began, the laptop still looked online.
    expect(await presence()).toMatchObject({ status: 'away' });
  });

  test('remembers the open session only if the person takes part in it', async () => {
    const device = randomUUID();
    await claim(device);
    const mine = await makeSession(sql, me, await makeUser(sql, 'mentor'));
    const foreign = await makeSession(sql, await makeUser(sql), await makeUser(sql, 'mentor'));
    await beat(device, 'online', mine);
    expect(await presence()).toMatchObject({ session_id: mine });
    await beat(device, 'online', foreign);
    expect(await presence()).toMatchObject({ session_id: null });
  });

  test('fades by schedule, once, and is told', async () => {
    const peer = await makeUser(sql, 'mentor');
    await makeSession(sql, me, peer);
    const device = randomUUID();
    await claim(device);
    await age(device, 91);
    await sql`update public.user_presence set last_seen = last_seen - interval '91 seconds', status = 'online'
              where user_id = ${me}`;
    await sql`delete from realtime.messages`;
    await sql`select private.run_scheduled_work()`;
    await sql`select private.run_scheduled_work()`;
    expect(await presence()).toMatchObject({ status: 'offline' });
    const told = await sql`select payload ->> 'status' as status from realtime.messages
                           where event = 'presence' and topic = ${`user:${peer}`}`;
    expect(told).toEqual([{ status: 'offline' }]);
  });

  test('claims not seen for a day are purged', async () => {
    const device = randomUUID();
    await claim(device);
    await age(device, 23 * 3600);
    await sql`select private.run_scheduled_work()`;
    expect(await claims()).toEqual([device]);
    await age(device, 2 * 3600);
    await sql`select private.run_scheduled_work()`;
    expect(await claims()).toEqual([]);
  });

  test('an account can be deleted while it is connected', async () => {
    await claim(randomUUID());
    await sql`delete from auth.users where id = ${me}`;
    expect(await sql`select * from public.user_presence where user_id = ${me}`).toEqual([]);
  });
});
