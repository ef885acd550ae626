import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
let admin: string;
let student: string;
let mentor: string;
let buyer: string;
let supplier: string;
/** From the oldest: one that waits, one declined, one about a product. */
let sessions: [string, string, string];
let product: string;

interface Item {
  id: string;
  status: string;
  subject: string | null;
  message_count: number;
  open_reports: number;
  ended_reason: string | null;
  under_review: { admin: { name: string }; until: string }[];
  founders: { id: string; name: string; role: string }[];
  product: { id: string; name: string } | null;
}
interface Page {
  items: Item[];
  has_more: boolean;
  next_cursor: string | null;
  total: number | null;
}

const list = (
  filter: object | null = {},
  more: { sort?: string; cursor?: string | null; limit?: number } = {},
  who = admin,
) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ page: Page }[]>`
      select public.admin_list_sessions(${tx.json(filter as never)}, ${more.sort ?? 'created_at.desc'},
        ${more.cursor ?? null}, ${more.limit ?? 50}) as page`;
    return row!.page;
  });
const found = async (filter: object, sort?: string) =>
  (await list(filter, sort === undefined ? {} : { sort })).items.map((item) =>
    sessions.indexOf(item.id),
  );
const count = (filter: object, who = admin) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ counts: unknown }[]>`
      select public.admin_count_sessions(${tx.json(filter as never)}) as counts`;
    return row!.counts;
  });
const exported = (filter: object, who = admin) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ rows: { items: Item[]; truncated: boolean } }[]>`
      select public.admin_export_sessions(${tx.json(filter as never)}) as rows`;
    return row!.rows;
  });

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  admin = await makeUser(sql, 'admin', 'Elena Petrova');
  student = await makeUser(sql, 'student', 'Nora Lind');
  mentor = await makeUser(sql, 'mentor', 'Theo 100%_Brandt');
  buyer = await makeUser(sql, 'buyer', 'Ada Berg');
  supplier = await makeUser(sql, 'supplier', 'Cup House');
  product = randomUUID();
  await sql`insert into public.products (id, supplier_id, name, price_cents) values (${product}, ${supplier}, 'Cup', 100)`;
  sessions = [
    await makeSession(sql, student, mentor),
    await makeSession(sql, student, mentor, { status: 'declined' }),
    await makeSession(sql, buyer, supplier, { kind: 'buyer_supplier' }),
  ];
  for (const [index, id] of sessions.entries())
    await sql`update public.sessions set subject = ${`Subject ${index}`},
                created_at = '2026-01-01'::timestamptz + ${index}::int * interval '1 day' where id = ${id}`;
  await sql`update public.sessions set ended_reason = 'secret words' where id = ${sessions[1]}`;
  await sql`update public.sessions set product_id = ${product} where id = ${sessions[2]}`;
  await asUser(sql, student, (tx) => send(tx, sessions[0], 'secret words'));
  await sql`update public.sessions set awaiting_since = now() - interval '5 hours', summary = 'secret words'
            where id = ${sessions[0]}`;
  await sql`insert into public.reports (id, reporter_id, session_id, reason, note)
            values (gen_random_uuid(), ${buyer}, ${sessions[2]}, 'spam', 'secret words')`;
  await sql`insert into public.review_grants (session_id, admin_id, reason, expires_at) values
            (${sessions[2]}, ${admin}, 'secret words', now() + interval '1 hour')`;
});

describe('the table of sessions', () => {
  test('tells what they are, and nothing that was said', async () => {
    const page = await list();
    expect(page).toMatchObject({ has_more: false, next_cursor: null, total: 3 });
    expect(page.items[2]).toEqual({
      id: sessions[0],
      kind: 'mentoring',
      status: 'in_progress',
      subject: 'Subject 0',
      founders: [
        { id: student, name: 'Nora Lind', role: 'student' },
        { id: mentor, name: 'Theo 100%_Brandt', role: 'mentor' },
      ],
      product: null,
      created_at: expect.any(String) as string,
      scheduled_at: null,
      last_message_at: expect.any(String) as string,
      message_count: 1,
      awaiting_user_id: mentor,
      awaiting_since: expect.any(String) as string,
      open_reports: 0,
      ended_reason: null,
      under_review: [],
    });
    expect(page.items[0]).toMatchObject({
      product: { id: product, name: 'Cup' },
      open_reports: 1,
      under_review: [{ admin: { name: 'Elena Petrova' }, until: expect.any(String) as string }],
    });
    expect(JSON.stringify(page)).not.toContain('secret');
    expect(JSON.stringify(await exported({}))).not.toContain('secret');
  });

  test.each<[string, () => object, number[]]>([
    ['nothing', () => ({}), [2, 1, 0]],
    ['kind', () => ({ kind: ['mentoring'] }), [1, 0]],
    ['status', () => ({ status: ['declined', 'expired'] }), [1]],
    ['no status at all', () => ({ status: [] }), []],
    ['person', () => ({ person_id: buyer }), [2]],
    ['product', () => ({ product_id: product }), [2]],
    ['from', () => ({ from: '2026-01-02T00:00:00Z' }), [2, 1]],
    ['to', () => ({ to: '2026-01-02T00:00:00Z' }), [0]],
    ['a range without any', () => ({ from: '2025-01-01', to: '2025-02-01' }), []],
    ['reports', () => ({ has_reports: true }), [2]],
    ['awaiting for long', () => ({ awaiting_over_hours: 4 }), [0]],
    ['awaiting for longer', () => ({ awaiting_over_hours: 6 }), []],
    ['a name', () => ({ search: 'nora' }), [1, 0]],
    ['a subject', () => ({ search: 'subject 2' }), [2]],
    ['an id', () => ({ search: sessions[1].toUpperCase() }), [1]],
    ['a name with signs of a pattern', () => ({ search: '%_b' }), [1, 0]],
    ['a quote', () => ({ search: `' or true --` }), []],
    ['a backslash', () => ({ search: `\\'` }), []],
    ['several', () => ({ kind: ['mentoring'], status: ['in_progress'], search: 'Lind' }), [0]],
  ])('is filtered by %s, and counted and exported alike', async (_what, filter, expected) => {
    expect(await found(filter())).toEqual(expected);
    expect(await count(filter())).toMatchObject({ total: expected.length });
    expect((await exported(filter())).items.map((item) => sessions.indexOf(item.id))).toEqual(
      expected,
    );
  });

  test.each([
    ['created_at.asc', [0, 1, 2]],
    ['last_message_at.desc', [0, 2, 1]],
    ['awaiting_since.desc', 0],
    ['awaiting_since.asc', 0],
    ['message_count.desc', 0],
  ])('is sorted by %s, page by page', async (sort, expected) => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await list({}, { sort, cursor, limit: 1 });
      seen.push(...page.items.map((item) => sessions.indexOf(item.id)));
      expect(page.total).toBe(3);
      cursor = page.next_cursor;
    } while (cursor !== null);
    if (typeof expected === 'number') expect(seen[0]).toBe(expected);
    else expect(seen).toEqual(expected);
    expect([...seen].sort()).toEqual([0, 1, 2]);
  });

  test('is counted by status and kind', async () => {
    expect(await count({})).toEqual({
      total: 3,
      by_status: { in_progress: 2, declined: 1 },
      by_kind: { mentoring: 2, buyer_supplier: 1 },
    });
  });

  test('is exported with a line in the audit log', async () => {
    await exported({ status: ['declined'] });
    const lines = await sql`
      select actor_id, details from public.audit_log where action = 'export_sessions'
      order by created_at desc limit 1`;
    expect(lines).toEqual([
      { actor_id: admin, details: { filter: { status: ['declined'] }, rows: 1 } },
    ]);
  });

  test.each<[object | null, string]>([
    [{ kind: ['x'] }, 'kind'],
    [{ status: 'declined' }, 'status'],
    [{ person_id: 'x' }, 'person_id'],
    [{ from: 'yesteryear' }, 'from'],
    [{ awaiting_over_hours: -1 }, 'awaiting_over_hours'],
    [{ awaiting_over_hours: 'x' }, 'awaiting_over_hours'],
    [{ search: 'x'.repeat(101) }, 'search'],
    [{ secret: true }, 'filter'],
    [[], 'filter'],
  ])('refuses %j', async (filter, field) => {
    expect(await refusal(list(filter))).toMatchObject({
      sqlstate: 'PT422',
      detail: { code: 'invalid', fields: { [field]: expect.any(String) as string } },
    });
  });

  test('refuses an order and a cursor that do not exist', async () => {
    for (const sort of ['last_message.asc', 'created_at', 'created_at.asc; drop'])
      expect((await refusal(list({}, { sort }))).detail).toMatchObject({ code: 'invalid' });
    expect((await refusal(list({}, { cursor: 'x' }))).detail).toMatchObject({ code: 'invalid' });
  });

  test('is closed to everybody but admins', async () => {
    for (const attempt of [
      () => list({}, {}, student),
      () => count({}, student),
      () => exported({}, student),
    ])
      expect(await refusal(attempt())).toMatchObject({
        sqlstate: '42501',
        message: 'Only admins may do this.',
      });
  });
});
