import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeUser,
  refusal,
  set,
  untilBlocked,
} from '../support/database.ts';

/** Many requests on a busy machine; it decides nothing but how long to wait. */
const PATIENCE_MS = 60_000;
const { sql } = await createTestDatabase(12);

interface Opened {
  session: {
    id: string;
    status: string;
    founder_a: string;
    founder_b: string;
    product_snapshot: unknown;
  };
  created: boolean;
}
const open = (who: string, args: Record<string, string | null>) =>
  asUser(sql, who, (tx) => call<Opened>(tx, 'open_conversation', args));

let buyer: string;
let supplier: string;
let product: string;

beforeAll(async () => {
  await set(sql, 'sessions_per_hour', 1000);
  buyer = await makeUser(sql, 'buyer');
  supplier = await makeUser(sql, 'supplier');
  const [row] = await sql<{ id: string }[]>`
    insert into public.products (supplier_id, name, price_cents) values (${supplier}, 'Cup', 1450) returning id`;
  product = row!.id;
});

describe('races', () => {
  test('both sides on many connections get one and the same conversation', async () => {
    const [a, b] = [await makeUser(sql, 'buyer'), await makeUser(sql, 'supplier')];
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        open(n % 2 ? a : b, { p_kind: 'buyer_supplier', p_peer_id: n % 2 ? b : a }),
      ),
    );
    expect(new Set(replies.map((reply) => reply.session.id)).size).toBe(1);
    expect(replies.filter((reply) => reply.created)).toHaveLength(1);
    const [row] = await sql`select founder_a, founder_b,
        (select count(*)::int from public.participants p where p.session_id = s.id) as people,
        (select count(*)::int from public.participant_state p where p.session_id = s.id) as states
      from public.sessions s where id = ${replies[0]!.session.id}`;
    expect(row).toEqual({ founder_a: a, founder_b: b, people: 2, states: 2 });
  });

  test('who comes second waits for the first to commit and gets theirs, at no cost', async () => {
    const [a, b] = [await makeUser(sql, 'buyer'), await makeUser(sql, 'supplier')];
    let second: Promise<Opened> | undefined;
    const first = await asUser(sql, a, async (tx) => {
      const opened = await call<Opened>(tx, 'open_conversation', {
        p_kind: 'buyer_supplier',
        p_peer_id: b,
      });
      second = open(b, { p_kind: 'buyer_supplier', p_peer_id: a });
      await untilBlocked(sql);
      return opened;
    });
    expect(await second).toMatchObject({ created: false, session: { id: first.session.id } });
    expect(
      await sql`select user_id from private.rate_limits where user_id in (${a}, ${b})`,
    ).toEqual([{ user_id: a }]);
  });

  test('support without a peer is one conversation however often it is asked for at once', async () => {
    await Promise.all([makeUser(sql, 'admin'), makeUser(sql, 'admin')]);
    const me = await makeUser(sql, 'student');
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => open(me, { p_kind: 'support' })),
    );
    expect(new Set(replies.map((reply) => reply.session.id)).size).toBe(1);
  });

  test('the same client-made id opens once; of another person it is a conflict', async () => {
    const p_id = randomUUID();
    const args = { p_kind: 'buyer_supplier', p_peer_id: await makeUser(sql, 'supplier'), p_id };
    const replies = await Promise.all(Array.from({ length: 6 }, () => open(buyer, args)));
    expect(new Set(replies.map((reply) => reply.session.id))).toEqual(new Set([p_id]));
    const thief = await makeUser(sql, 'buyer');
    expect((await refusal(open(thief, args))).detail).toMatchObject({ code: 'duplicate' });
  });
});

describe('support goes to the admin with the fewest open conversations', () => {
  test('spread over admins, suspended ones left out', async () => {
    const admins = await sql<{ id: string }[]>`select id from public.profiles where role = 'admin'`;
    const suspended = await makeUser(sql, 'admin');
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    for (let n = 0; n < admins.length * 2; n += 1)
      await open(await makeUser(sql, 'student'), { p_kind: 'support' });
    const loads = await sql<{ n: number }[]>`
      select count(p.session_id)::int as n from public.profiles a left join public.participants p on p.user_id = a.id
      where a.role = 'admin' and a.id <> ${suspended} group by a.id`;
    const counts = loads.map((row) => row.n);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(await sql`select 1 from public.participants where user_id = ${suspended}`).toEqual([]);
  });
});

describe('products', () => {
  test('asking about one remembers it as it was', async () => {
    const { session } = await open(buyer, { p_kind: 'buyer_supplier', p_product_id: product });
    expect(session).toMatchObject({
      founder_a: buyer,
      founder_b: supplier,
      product_snapshot: { id: product, name: 'Cup', price_cents: 1450, currency: 'EUR' },
    });
    await sql`update public.products set name = 'Mug' where id = ${product}`;
    const again = await open(supplier, {
      p_kind: 'buyer_supplier',
      p_peer_id: buyer,
      p_product_id: product,
    });
    expect(again).toMatchObject({ created: false, session: { product_snapshot: { name: 'Cup' } } });
  });

  test('an inactive or foreign product is not on offer, and one about none is another conversation', async () => {
    const [retired] = await sql<{ id: string }[]>`
      insert into public.products (supplier_id, name, price_cents, active) values (${supplier}, 'Old', 1, false) returning id`;
    const stranger = await makeUser(sql, 'supplier');
    for (const args of [
      { p_peer_id: supplier, p_product_id: retired!.id },
      { p_peer_id: stranger, p_product_id: product },
      { p_peer_id: supplier, p_product_id: randomUUID() },
    ])
      expect(await refusal(open(buyer, { p_kind: 'buyer_supplier', ...args }))).toMatchObject({
        message: 'This product is not on offer.',
        detail: { code: 'not_found' },
      });
    const about = await open(buyer, { p_kind: 'buyer_supplier', p_product_id: product });
    const general = await open(buyer, { p_kind: 'buyer_supplier', p_peer_id: supplier });
    expect(general.session.id).not.toBe(about.session.id);
  });
});

describe('who may open what', () => {
  const roles = ['student', 'mentor', 'buyer', 'supplier', 'admin'] as const;
  const permitted = new Set([
    ...['buyer supplier', 'supplier buyer'].map((pair) => `buyer_supplier ${pair}`),
    ...['buyer admin', 'admin buyer'].map((pair) => `buyer_admin ${pair}`),
    ...['student', 'mentor', 'buyer', 'supplier'].flatMap((role) => [
      `support ${role} admin`,
      `support admin ${role}`,
    ]),
  ]);

  test('exactly the permitted pairs of roles, nobody else', { timeout: PATIENCE_MS }, async () => {
    for (const mine of roles)
      for (const theirs of roles) {
        const [me, peer] = [await makeUser(sql, mine), await makeUser(sql, theirs)];
        for (const kind of ['buyer_supplier', 'buyer_admin', 'support', 'mentoring']) {
          const name = `${kind} ${mine} ${theirs}`;
          const request = open(me, { p_kind: kind, p_peer_id: peer });
          if (permitted.has(name)) expect((await request).created, name).toBe(true);
          else expect((await refusal(request)).sqlstate, name).toBe('PT422');
        }
      }
  });

  test('the other person must exist and be active', async () => {
    const gone = await makeUser(sql, 'supplier');
    await sql`insert into private.account_states (user_id, suspended_at) values (${gone}, now())`;
    for (const peer of [gone, randomUUID()])
      expect(
        await refusal(open(buyer, { p_kind: 'buyer_supplier', p_peer_id: peer })),
      ).toMatchObject({ sqlstate: 'PT404', message: 'This person cannot be reached.' });
  });

  test('not with oneself, not with an overlong subject', async () => {
    expect(
      (await refusal(open(buyer, { p_kind: 'buyer_supplier', p_peer_id: buyer }))).detail,
    ).toMatchObject({ fields: { peer_id: 'You cannot talk to yourself.' } });
    const long = { p_kind: 'buyer_supplier', p_peer_id: supplier, p_subject: 'x'.repeat(201) };
    expect((await refusal(open(buyer, long))).detail).toMatchObject({ code: 'invalid' });
  });

  test('a closed conversation does not block a new one', async () => {
    const peer = await makeUser(sql, 'supplier');
    const first = await open(buyer, { p_kind: 'buyer_supplier', p_peer_id: peer });
    await sql`update public.sessions set status = 'completed' where id = ${first.session.id}`;
    const second = await open(buyer, { p_kind: 'buyer_supplier', p_peer_id: peer });
    expect(second.created).toBe(true);
  });
});
