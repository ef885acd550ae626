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
} from '../support/database.ts';

const { sql } = await createTestDatabase();
const BLOCKED = { sqlstate: 'PT403', detail: { code: 'blocked' } };
const UNREACHABLE = {
  sqlstate: 'PT404',
  message: 'This person cannot be reached.',
  detail: { code: 'not_found' },
};
let me: string;
let peer: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  await set(sql, 'sessions_per_hour', 1_000_000);
});
beforeEach(async () => {
  me = await makeUser(sql, 'buyer');
  peer = await makeUser(sql, 'supplier');
});

const block = (who: string, whom: string, on: boolean | null = true) =>
  asUser(sql, who, (tx) => call(tx, 'set_block', { p_user_id: whom, p_on: on }));
const open = (who: string, whom: string) =>
  asUser(sql, who, (tx) =>
    call<{ session: { id: string } }>(tx, 'open_conversation', {
      p_kind: 'buyer_supplier',
      p_peer_id: whom,
    }),
  );
const say = (who: string, session: string, content = 'hello', id?: string) =>
  asUser(sql, who, (tx) => send(tx, session, content, id === undefined ? {} : { id }));
const blocksOf = (who: string) =>
  asUser(sql, who, (tx) => tx`select user_id, blocked_id from public.blocks`);

describe('blocking', () => {
  test('is one’s own to read; repeating it, and taking it back twice, changes nothing', async () => {
    for (const on of [true, true]) await block(me, peer, on);
    expect(await blocksOf(me)).toEqual([{ user_id: me, blocked_id: peer }]);
    expect(await blocksOf(peer)).toEqual([]);
    for (const on of [false, false]) await block(me, peer, on);
    expect(await blocksOf(me)).toEqual([]);
  });

  test('five times at once is one block', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => block(me, peer)));
    expect(await blocksOf(me)).toHaveLength(1);
  });

  test('not oneself, not nobody, not an admin, nor by one', async () => {
    const admin = await makeUser(sql, 'admin');
    expect((await refusal(block(me, me))).detail).toMatchObject({
      fields: { user_id: 'You cannot block yourself.' },
    });
    expect(await refusal(block(me, randomUUID()))).toMatchObject(UNREACHABLE);
    for (const [who, whom] of [
      [me, admin],
      [admin, me],
    ] as const)
      expect((await refusal(block(who, whom))).detail).toMatchObject({
        fields: { user_id: 'Admins neither block nor are blocked.' },
      });
    expect((await refusal(block(me, peer, null))).sqlstate).toBe('PT422');
    // Taking back is harmless whoever it names.
    await block(me, randomUUID(), false);
  });

  test('nobody writes the table itself', async () => {
    for (const statement of [
      `insert into public.blocks (user_id, blocked_id) values ('${me}', '${peer}')`,
      `delete from public.blocks`,
    ])
      expect((await refusal(asUser(sql, me, (tx) => tx.unsafe(statement)))).sqlstate).toBe('42501');
  });
});

describe.each(['who blocked', 'who was blocked'])('%s', (which) => {
  let actor: string;
  let other: string;
  let session: string;
  beforeEach(async () => {
    session = (await open(me, peer)).session.id;
    await say(me, session, 'before');
    await say(peer, session, 'before, too');
    await block(me, peer);
    [actor, other] = which === 'who blocked' ? [me, peer] : [peer, me];
  });

  test('writes no message, and does again when the block is lifted', async () => {
    const count = () => sql`select last_seq, last_rev from public.sessions where id = ${session}`;
    const before = await count();
    expect(await refusal(say(actor, session))).toMatchObject(BLOCKED);
    expect(await count()).toEqual(before);
    const [hits] = await sql<{ n: number }[]>`
      select cardinality(hits) as n from private.rate_limits where user_id = ${actor} and action = 'message'`;
    expect(hits).toEqual({ n: 1 });
    await block(me, peer, false);
    expect(await say(actor, session)).toMatchObject({ seq: 3 });
  });

  test('says nothing new by an edit or a reaction either, but may take back and read', async () => {
    const [mine] = await sql<{ id: string; rev: number }[]>`
      select id, rev from public.messages where session_id = ${session} and sender_id = ${actor}`;
    const [theirs] = await sql<{ id: string }[]>`
      select id from public.messages where session_id = ${session} and sender_id = ${other}`;
    for (const [name, args] of [
      ['edit_message', { p_id: mine!.id, p_content: 'an insult', p_expected_rev: mine!.rev }],
      ['set_reaction', { p_message_id: theirs!.id, p_emoji: '👎', p_on: true }],
    ] as const)
      expect(await refusal(asUser(sql, actor, (tx) => call(tx, name, args)))).toMatchObject(
        BLOCKED,
      );
    await asUser(sql, actor, (tx) => call(tx, 'delete_message', { p_id: mine!.id }));
    const page = await asUser(sql, actor, (tx) =>
      call<{ items: unknown[] }>(tx, 'get_messages', { p_session_id: session }),
    );
    expect(page.items).toHaveLength(2);
  });

  test('opens no conversation, not even the one there is, and cannot tell why', async () => {
    const nobody = await refusal(open(actor, randomUUID()));
    expect(nobody).toMatchObject(UNREACHABLE);
    expect(await refusal(open(actor, other))).toEqual(nobody);
  });

  test('a retry of what was accepted before is still answered as such', async () => {
    const [mine] = await sql<{ id: string }[]>`
      select id from public.messages where session_id = ${session} and sender_id = ${actor}`;
    expect(await say(actor, session, 'before', mine!.id)).toBeUndefined();
  });
});

test('requests for sessions are refused either way, like to somebody who does not exist', async () => {
  const student = await makeUser(sql, 'student');
  const mentor = await makeUser(sql, 'mentor');
  await sql`update public.profiles set mentor_status = 'approved' where id = ${mentor}`;
  const request = (whom: string) =>
    asUser(sql, student, (tx) =>
      call(tx, 'request_session', {
        p_id: randomUUID(),
        p_mentor_id: whom,
        p_subject: 'Help',
        p_message: 'Please',
        p_scheduled_at: null,
      }),
    );
  const nobody = await refusal(request(randomUUID()));
  for (const [who, whom] of [
    [student, mentor],
    [mentor, student],
  ] as const) {
    await block(who, whom);
    expect(await refusal(request(mentor))).toEqual(nobody);
    await block(who, whom, false);
  }
  await request(mentor);
});

test('neither finds the other in a directory, everybody else finds both', async () => {
  const [one, other] = [await makeUser(sql, 'mentor'), await makeUser(sql, 'mentor')];
  await sql`update public.profiles set mentor_status = 'approved' where id in (${one}, ${other})`;
  const found = async (who: string) => {
    const page = await asUser(sql, who, (tx) =>
      call<{ items: { id: string }[] }>(tx, 'list_mentors', { p_limit: 100 }),
    );
    return page.items.map((item) => item.id).filter((id) => id === one || id === other);
  };
  await block(one, other);
  expect(await found(one)).toEqual([one]);
  expect(await found(other)).toEqual([other]);
  expect(await found(me)).toHaveLength(2);
});

test('products of somebody blocked either way are not listed', async () => {
  await sql`insert into public.products (supplier_id, name, price_cents) values (${peer}, 'Hidden cup', 1)`;
  const found = async () => {
    const page = await asUser(sql, me, (tx) =>
      call<{ items: unknown[] }>(tx, 'list_products', { p_query: 'hidden' }),
    );
    return page.items.length;
  };
  expect(await found()).toBe(1);
  await block(peer, me);
  expect(await found()).toBe(0);
});

test('an admin who joined may go on writing, the two founders may not', async () => {
  const admin = await makeUser(sql, 'admin');
  const session = await makeSession(sql, me, peer, { kind: 'buyer_supplier' });
  await sql`insert into public.participants (session_id, user_id, role) values (${session}, ${admin}, 'admin')`;
  await block(me, peer);
  expect(await say(admin, session)).toMatchObject({ seq: 1 });
  for (const founder of [me, peer])
    expect(await refusal(say(founder, session))).toMatchObject(BLOCKED);
});

test('an outsider learns nothing of a block from a session that is not theirs', async () => {
  const session = await makeSession(sql, me, peer, { kind: 'buyer_supplier' });
  await block(me, peer);
  const outsider = await makeUser(sql);
  expect((await refusal(say(outsider, session))).message).toBe(
    'You do not take part in this conversation.',
  );
});

test('other conversations of the two go on', async () => {
  const third = await makeUser(sql, 'supplier');
  const session = await makeSession(sql, me, third, { kind: 'buyer_supplier' });
  await block(me, peer);
  expect(await say(me, session)).toMatchObject({ seq: 1 });
});
