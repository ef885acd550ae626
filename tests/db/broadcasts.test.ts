import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  type Tx,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student', 'Amara');
  mentor = await makeUser(sql, 'mentor', 'Priya');
});
beforeEach(async () => {
  session = await makeSession(sql, student, mentor);
  await sql`delete from realtime.messages`;
});

interface Broadcast {
  topic: string;
  event: string;
  private: boolean;
  payload: Record<string, unknown>;
}
const heard = (from: Tx | typeof sql = sql, event: string | null = null) =>
  from<Broadcast[]>`select topic, event, private, payload from realtime.messages
                    where extension = 'broadcast' and (${event}::text is null or event = ${event})
                    order by topic`;
const topics = (...people: string[]) => people.map((person) => `user:${person}`).sort();

describe('a message', () => {
  test('is told to both, privately, each with the session as they see it', async () => {
    const sent = await asUser(sql, student, (tx) => send(tx, session, 'hello'));
    const all = await heard();
    expect(all.map((row) => row.topic)).toEqual(topics(student, mentor));
    expect(all.every((row) => row.private && row.event === 'message')).toBe(true);

    const to = (who: string) => all.find((row) => row.topic === `user:${who}`)!.payload;
    for (const who of [student, mentor]) {
      const [item] = await asUser(sql, who, async (tx) => {
        const page = await call<{ items: unknown[] }>(tx, 'get_messages', {
          p_session_id: session,
        });
        return page.items;
      });
      expect(to(who)['message']).toEqual(item);
      expect(to(who)['session']).toEqual(
        await asUser(sql, who, (tx) => call(tx, 'get_session', { p_session_id: session })),
      );
    }
    expect(to(mentor)['message']).toMatchObject({ id: sent!.id, seq: 1, rev: 1, content: 'hello' });
    expect(to(mentor)['session']).toMatchObject({
      last_seq: 1,
      last_rev: 1,
      unread_count: 1,
      last_message: 'hello',
      awaiting_user_id: mentor,
      peers: [{ user_id: student, full_name: 'Amara', read_seq: 1 }],
    });
    expect(to(student)['session']).toMatchObject({ unread_count: 0, last_read_seq: 1 });
  });

  test('has exactly the agreed fields', async () => {
    await asUser(sql, student, (tx) => send(tx, session, 'hello'));
    const [row] = await heard();
    expect(Object.keys(row!.payload['message'] as object).sort()).toEqual(
      (
        'attachments content created_at deleted_at edited_at forwarded id message_type metadata ' +
        'pinned_at pinned_by reactions reply_to rev sender_id seq session_id updated_at'
      )
        .split(' ')
        .sort(),
    );
    expect(Object.keys(row!.payload['session'] as object).sort()).toEqual(
      (
        'id kind status subject product_id product_snapshot product founder_a founder_b created_by scheduled_at expires_at ' +
        'ends_at extension_minutes extension_by ended_reason summary last_seq last_rev last_message last_message_at last_sender_id awaiting_user_id awaiting_since ' +
        'metadata created_at updated_at sort_at my_role from_seq left_at last_read_seq unread_count ' +
        'unread_from_seq muted_until archived_at pinned_at state_version my_delivered_seq my_read_seq peers'
      )
        .split(' ')
        .sort(),
    );
  });

  test('that is rolled back or refused is told to nobody; a retry is told once', async () => {
    await asUser(sql, student, (tx) => send(tx, session, 'undone'), { rollback: true });
    await refusal(asUser(sql, student, (tx) => send(tx, session, ' ')));
    expect(await heard()).toHaveLength(0);
    const sent = await asUser(sql, student, (tx) => send(tx, session, 'once'));
    await asUser(sql, student, (tx) => send(tx, session, 'once', { id: sent!.id }));
    expect(await heard()).toHaveLength(2);
  });

  test('over 8 kB is told whole', async () => {
    const content = 'ü'.repeat(10_000);
    await asUser(sql, student, (tx) => send(tx, session, content));
    for (const { payload } of await heard()) expect(payload['message']).toMatchObject({ content });
  });

  test('is no longer told to somebody who left', async () => {
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${mentor}`;
    await asUser(sql, student, (tx) => send(tx, session, 'alone'));
    expect((await heard(sql, 'message')).map((row) => row.topic)).toEqual(topics(student));
  });

  test('is stored even when broadcasting is broken in every way', async () => {
    for (const breakage of [
      'alter function realtime.send(jsonb, text, text, boolean) rename to send_is_gone',
      `create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true)
         returns void language plpgsql as $$ begin raise exception 'down'; end $$`,
    ]) {
      const outcome: unknown[] = [];
      await sql
        .begin(async (tx) => {
          await tx.unsafe(breakage);
          await tx`select set_config('role', 'authenticated', true),
                          set_config('request.jwt.claims', ${JSON.stringify({ sub: student })}, true)`;
          outcome.push(await send(tx, session, 'still stored'));
          outcome.push(await tx`select content from public.messages where session_id = ${session}`);
          throw new Error('undo');
        })
        .catch(() => undefined);
      expect(outcome).toMatchObject([{ seq: 1 }, [{ content: 'still stored' }]]);
    }
  });
});

describe('a session', () => {
  test('that opens is told to both, complete with peers', async () => {
    const buyer = await makeUser(sql, 'buyer');
    const supplier = await makeUser(sql, 'supplier');
    await asUser(sql, buyer, (tx) =>
      call(tx, 'open_conversation', { p_kind: 'buyer_supplier', p_peer_id: supplier }),
    );
    const all = await heard(sql, 'session');
    expect(all.map((row) => row.topic)).toEqual(topics(buyer, supplier));
    for (const row of all)
      expect(row.payload['session']).toMatchObject({
        status: 'in_progress',
        peers: [{ user_id: row.topic === `user:${buyer}` ? supplier : buyer, delivered_seq: 0 }],
      });
  });

  test('whose status or metadata changes is told; a message alone is not a session event', async () => {
    await asUser(sql, student, (tx) => send(tx, session, 'hello'));
    expect(await heard(sql, 'session')).toHaveLength(0);
    await sql`update public.sessions set status = 'completed' where id = ${session}`;
    await sql`update public.sessions set metadata = '{"note": 1}' where id = ${session}`;
    await sql`update public.sessions set status = 'completed' where id = ${session}`;
    expect(await heard(sql, 'session')).toHaveLength(4);
  });

  test('tells the person who lost access that it is gone, and the others who is left', async () => {
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${mentor}`;
    const all = await heard(sql, 'session');
    expect(all.map((row) => row.topic)).toEqual(topics(student, mentor));
    const to = (who: string) => all.find((row) => row.topic === `user:${who}`)!.payload;
    expect(to(mentor)).toMatchObject({ session: { id: session }, removed: true });
    expect(to(student)['session']).toMatchObject({ id: session, peers: [] });
  });
});

describe('a receipt', () => {
  test('goes to both; unread counts go to the reader’s own devices only', async () => {
    await asUser(sql, student, (tx) => send(tx, session, 'hello'));
    await asUser(sql, mentor, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: 1 }));
    const all = await heard(sql, 'receipt');
    expect(all.map((row) => row.topic)).toEqual(topics(student, mentor));
    const watermark = {
      session_id: session,
      user_id: mentor,
      delivered_seq: 1,
      read_seq: 1,
      read_version: 0,
    };
    for (const { topic, payload } of all) {
      const { id, ...rest } = payload;
      expect(id).toBeTypeOf('string');
      expect(rest).toEqual(
        topic === `user:${mentor}`
          ? {
              ...watermark,
              unread_count: 0,
              last_read_seq: 1,
              unread_from_seq: null,
              state_version: 2,
            }
          : watermark,
      );
    }
  });

  test('is not repeated when nothing rises', async () => {
    await asUser(sql, student, (tx) => send(tx, session, 'hello'));
    for (let n = 0; n < 3; n += 1)
      await asUser(sql, mentor, (tx) =>
        call(tx, 'mark_delivered', { p_session_id: session, p_seq: 1 }),
      );
    expect(await heard(sql, 'receipt')).toHaveLength(2);
  });
});

describe('presence', () => {
  test('is told on a change of status only, to those with an open session in common', async () => {
    const me = await makeUser(sql);
    const peer = await makeUser(sql, 'mentor');
    const former = await makeUser(sql, 'mentor');
    await makeSession(sql, me, peer);
    await makeSession(sql, me, former, { status: 'completed' });
    const authSessionId = randomUUID();
    const beat = (status: string) =>
      asUser(sql, me, (tx) => call(tx, 'heartbeat', { p_status: status }), { authSessionId });
    await asUser(sql, me, (tx) => call(tx, 'claim_connection', { p_device: 'Laptop' }), {
      authSessionId,
    });
    await beat('online');
    await beat('online');
    await beat('away');
    await asUser(sql, me, (tx) => call(tx, 'release_connection'), { authSessionId });
    const all = await sql<Broadcast[]>`select topic, payload from realtime.messages
                                       where event = 'presence' order by inserted_at`;
    expect(new Set(all.map((row) => row.topic))).toEqual(new Set([`user:${peer}`]));
    expect(all.map((row) => row.payload['status'])).toEqual(['online', 'away', 'offline']);
    expect(all[0]!.payload).toMatchObject({ user_id: me, last_seen: expect.any(String) as string });
  });
});

describe('who may join', () => {
  const claimed = randomUUID();
  const unclaimed = randomUUID();

  /** Probes as Realtime does: rows inserted by the platform, then read or written as the person. */
  async function allowed(who: string | null, topic: string, authSessionId: string) {
    const result = { read: [] as string[], write: [] as string[] };
    await sql
      .begin(async (tx) => {
        const probes = await tx<{ id: string }[]>`
          insert into realtime.messages (topic, extension) values (${topic}, 'broadcast'), (${topic}, 'presence')
          returning id`;
        const role = who === null ? 'anon' : 'authenticated';
        await tx`select set_config('realtime.topic', ${topic}, true), set_config('role', ${role}, true),
                        set_config('request.jwt.claims', ${JSON.stringify({ sub: who ?? undefined, role, session_id: authSessionId })}, true)`;
        const seen = await tx<{ extension: string }[]>`
          select extension from realtime.messages where id = any (${probes.map((probe) => probe.id)})`;
        result.read = seen.map((row) => row.extension).sort();
        for (const extension of ['broadcast', 'presence'])
          await tx
            .savepoint(
              (sp) =>
                sp`insert into realtime.messages (topic, extension) values (${topic}, ${extension})`,
            )
            .then(
              () => result.write.push(extension),
              () => undefined,
            );
        throw new Error('undo');
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.message !== 'undo') throw error;
      });
    return result;
  }
  const NOTHING = { read: [], write: [] };
  const BOTH = ['broadcast', 'presence'];

  beforeAll(() =>
    asUser(sql, student, (tx) => call(tx, 'claim_connection', { p_device: 'Laptop' }), {
      authSessionId: claimed,
    }),
  );

  test('user topics: only that person, only with a claim for this sign-in, and nobody writes', async () => {
    expect(await allowed(student, `user:${student}`, claimed)).toEqual({ read: BOTH, write: [] });
    expect(await allowed(student, `user:${student}`, unclaimed)).toEqual(NOTHING);
    expect(await allowed(mentor, `user:${student}`, claimed)).toEqual(NOTHING);
    expect(await allowed(null, `user:${student}`, claimed)).toEqual(NOTHING);
  });

  test('session topics: current participants read and write; nobody else', async () => {
    const outsider = await makeUser(sql);
    expect(await allowed(student, `session:${session}`, unclaimed)).toEqual({
      read: BOTH,
      write: BOTH,
    });
    expect(await allowed(outsider, `session:${session}`, unclaimed)).toEqual(NOTHING);
    expect(await allowed(null, `session:${session}`, unclaimed)).toEqual(NOTHING);
    await sql`update public.participants set left_at = now() where session_id = ${session} and user_id = ${student}`;
    expect(await allowed(student, `session:${session}`, unclaimed)).toEqual(NOTHING);
  });

  test.each([
    'session:',
    'session:x',
    'user:',
    'user',
    '*',
    '',
    `SESSION:${randomUUID()}`,
    "session:' or true",
  ])('odd topic %j: nobody', async (topic) => {
    expect(await allowed(student, topic, claimed)).toEqual(NOTHING);
  });

  test('clients cannot forge a broadcast by calling the platform’s function', async () => {
    await asUser(
      sql,
      mentor,
      (tx) => tx`select realtime.send('{"forged": true}', 'message', ${`user:${student}`}, true)`,
    );
    expect(await heard()).toHaveLength(0);
    const direct = asUser(
      sql,
      mentor,
      (tx) => tx`select private.tell(${student}, 'message', '{"forged": true}')`,
    );
    expect((await refusal(direct)).sqlstate).toBe('42501');
  });
});
