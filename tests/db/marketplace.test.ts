import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeUser,
  refusal,
  send,
  set,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
let buyer: string;
let supplier: string;

interface Product {
  id: string;
  name: string;
  supplier: { id: string; full_name: string };
}
interface Card {
  name: string;
  price_cents: number;
  active: boolean;
  changed: boolean;
  changes: string[];
}
interface Session {
  id: string;
  product: Card | null;
  product_snapshot: { price_cents: number };
}
interface Page {
  items: Product[];
  next_cursor: string | null;
  has_more: boolean;
}

beforeAll(async () => {
  await set(sql, 'sessions_per_hour', 1_000_000);
});
beforeEach(async () => {
  buyer = await makeUser(sql, 'buyer');
  supplier = await makeUser(sql, 'supplier', 'Sato Ceramics');
});

async function offer(name: string, who = supplier): Promise<string> {
  const [row] = await asUser(
    sql,
    who,
    (tx) => tx<{ id: string }[]>`
      insert into public.products (name, price_cents) values (${name}, 1450) returning id`,
  );
  return row!.id;
}
const list = (args: Record<string, string | number | null> = {}, who = buyer) =>
  asUser(sql, who, (tx) => call<Page>(tx, 'list_products', args));
const names = async (args: Record<string, string | number | null> = {}) =>
  (await list({ p_supplier_id: supplier, ...args })).items.map((item) => item.name);
const ask = async (product: string, who = buyer) => {
  const { session } = await asUser(sql, who, (tx) =>
    call<{ session: Session }>(tx, 'open_conversation', {
      p_kind: 'buyer_supplier',
      p_product_id: product,
    }),
  );
  return session;
};
const look = (session: string, who = buyer) =>
  asUser(sql, who, (tx) => call<Session>(tx, 'get_session', { p_session_id: session }));

describe('the list of products', () => {
  test('has exactly these keys, by name', async () => {
    await offer('Plate');
    await offer('Cup');
    const { items } = await list({ p_supplier_id: supplier });
    expect(items.map((item) => item.name)).toEqual(['Cup', 'Plate']);
    expect(items[0]!.supplier).toMatchObject({ id: supplier, full_name: 'Sato Ceramics' });
    expect(Object.keys(items[0]!).sort()).toEqual(
      [
        'active',
        'currency',
        'id',
        'image_url',
        'name',
        'price_cents',
        'supplier',
        'updated_at',
      ].sort(),
    );
  });

  test('finds the beginnings of words, accents and case aside', async () => {
    await offer('Café crème, großer Becher');
    await offer('Teapot with side handle');
    for (const query of ['cafe', 'CREME', 'becher groß', 'Großer'])
      expect(await names({ p_query: query }), query).toEqual(['Café crème, großer Becher']);
    expect(await names({ p_query: 'andle' })).toEqual([]);
  });

  test('leaves out what is retired, and what nobody can be asked about', async () => {
    const cup = await offer('Cup');
    await asUser(
      sql,
      supplier,
      (tx) => tx`update public.products set active = false where id = ${cup}`,
    );
    expect(await names()).toEqual([]);
    await offer('Plate');
    expect(await names()).toEqual(['Plate']);
    await sql`insert into private.account_states (user_id, suspended_at) values (${supplier}, now())`;
    expect(await names()).toEqual([]);
  });

  test('pages meet, also among equal names', async () => {
    for (let n = 0; n < 7; n += 1) await offer(n < 5 ? 'Same' : `Cup ${n}`);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await list({ p_supplier_id: supplier, p_limit: 3, p_cursor: cursor });
      expect(page.has_more).toBe(page.next_cursor !== null);
      seen.push(...page.items.map((item) => item.id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  test.each([
    [{ p_query: '?!' }, 'query'],
    [{ p_query: 'x'.repeat(101) }, 'query'],
    [{ p_cursor: 'x' }, 'cursor'],
  ])('%j: one clear sentence', async (args, field) => {
    expect((await refusal(list(args))).detail).toMatchObject({
      fields: { [field]: expect.any(String) as string },
    });
  });
});

describe('a product that somebody asked about', () => {
  const edit = (id: string, set: string) =>
    asUser(sql, supplier, (tx) =>
      tx.unsafe(`update public.products set ${set} where id = '${id}'`),
    );

  test('is in the session as it is now; nothing has changed yet', async () => {
    const session = await ask(await offer('Cup'));
    expect(session.product).toMatchObject({
      name: 'Cup',
      price_cents: 1450,
      active: true,
      changed: false,
      changes: [],
    });
    expect(Object.keys(session.product!).sort()).toEqual(
      [
        ...['active', 'changed', 'changes', 'currency', 'id', 'image_url', 'name', 'price_cents'],
        'updated_at',
      ].sort(),
    );
  });

  test.each([
    [`name = 'Mug'`, ['name']],
    [`price_cents = 1500`, ['price_cents']],
    [`currency = 'USD'`, ['currency']],
    [`image_url = 'https://pictures.example/cup.png'`, ['image_url']],
    [`active = false`, ['active']],
    [`price_cents = 1, name = 'Mug', active = false`, ['name', 'price_cents', 'active']],
    [`price_cents = 1450`, []],
  ])('%s shows to both sides', async (set, changes) => {
    const product = await offer('Cup');
    const { id } = await ask(product);
    await edit(product, set);
    for (const who of [buyer, supplier]) {
      const session = await look(id, who);
      expect(session.product).toMatchObject({ changes, changed: changes.length > 0 });
      expect(session.product_snapshot.price_cents).toBe(1450);
    }
    const { items } = await asUser(sql, buyer, (tx) =>
      call<{ items: Session[] }>(tx, 'list_sessions'),
    );
    expect(items[0]!.product!.changes).toEqual(changes);
  });

  test('changed back, it has not changed', async () => {
    const product = await offer('Cup');
    const { id } = await ask(product);
    await edit(product, `name = 'Mug'`);
    await edit(product, `name = 'Cup'`);
    expect((await look(id)).product!.changed).toBe(false);
  });

  test('is there in the broadcast of a message, too', async () => {
    const { id } = await ask(await offer('Broadcast cup'));
    await asUser(sql, buyer, (tx) => send(tx, id, 'hello'));
    const [told] = await sql<{ name: string }[]>`
      select payload -> 'session' -> 'product' ->> 'name' as name from realtime.messages
      where topic = ${`user:${supplier}`} and event = 'message' and payload -> 'session' ->> 'id' = ${id}`;
    expect(told).toEqual({ name: 'Broadcast cup' });
  });

  test('gone with its supplier’s account, the snapshot stays', async () => {
    const { id } = await ask(await offer('Cup'));
    await sql`delete from auth.users where id = ${supplier}`;
    expect(await look(id)).toMatchObject({ product: null, product_snapshot: { name: 'Cup' } });
  });

  test('of another supplier is not on offer here', async () => {
    const other = await makeUser(sql, 'supplier');
    const product = await offer('Cup', other);
    const request = asUser(sql, buyer, (tx) =>
      call(tx, 'open_conversation', {
        p_kind: 'buyer_supplier',
        p_peer_id: supplier,
        p_product_id: product,
      }),
    );
    expect(await refusal(request)).toMatchObject({
      sqlstate: 'PT404',
      message: 'This product is not on offer.',
    });
  });

  test('a general conversation has none', async () => {
    const { session } = await asUser(sql, buyer, (tx) =>
      call<{ session: Session }>(tx, 'open_conversation', {
        p_kind: 'buyer_supplier',
        p_peer_id: supplier,
      }),
    );
    expect(session.product).toBeNull();
  });
});

describe('who can help', () => {
  interface Admin {
    id: string;
    presence: string;
    open_conversations: number;
  }
  const admins = (who = buyer) =>
    asUser(sql, who, (tx) => call<Admin[]>(tx, 'list_available_admins'));
  const present = (id: string, status: string, ago = '0 seconds') =>
    sql`insert into public.user_presence (user_id, status, last_seen) values (${id}, ${status}, now() - ${ago}::interval)`;

  test('who is online first, then who has the fewest; suspended admins and oneself not', async () => {
    await sql`delete from auth.users where id in (select id from public.profiles where role = 'admin')`;
    const make = () => makeUser(sql, 'admin');
    const [busy, online, onlineWithTwo] = [await make(), await make(), await make()];
    const [idle, stale, suspended] = [await make(), await make(), await make()];
    await present(busy, 'busy');
    await present(online, 'online');
    await present(onlineWithTwo, 'online');
    await present(stale, 'online', '2 minutes');
    await sql`insert into private.account_states (user_id, suspended_at) values (${suspended}, now())`;
    const load = async (admin: string, times: number) => {
      for (let n = 0; n < times; n += 1) {
        const person = await makeUser(sql, 'student');
        await asUser(sql, person, (tx) =>
          call(tx, 'open_conversation', { p_kind: 'support', p_peer_id: admin }),
        );
      }
    };
    await load(onlineWithTwo, 2);
    await load(busy, 1);
    await load(idle, 3);
    const list = await admins();
    expect(list.map((item) => item.id)).toEqual([online, onlineWithTwo, stale, busy, idle]);
    expect(list.map((item) => item.open_conversations)).toEqual([0, 2, 0, 1, 3]);
    expect(list.map((item) => item.presence)).toEqual([
      ...['online', 'online', 'offline', 'busy', 'offline'],
    ]);
    expect((await admins(online)).map((item) => item.id)).not.toContain(online);

    // Whoever asks for no one in particular gets the first of these.
    const { session } = await asUser(sql, buyer, (tx) =>
      call<{ session: { founder_b: string } }>(tx, 'open_conversation', { p_kind: 'support' }),
    );
    expect(session.founder_b).toBe(online);
  });
});
