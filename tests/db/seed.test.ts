import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { asUser, call, createTestDatabase } from '../support/database.ts';

const { sql } = await createTestDatabase();
const SEED = path.join(import.meta.dirname, '../../supabase/seed.sql');

beforeAll(async () => {
  const text = await readFile(SEED, 'utf8');
  await sql.begin((tx) => tx.unsafe(text));
});

interface Item {
  subject: string;
  unread_count: number;
  peers: { full_name: string }[];
}
async function listOf(email: string): Promise<Item[]> {
  const [user] = await sql<{ id: string }[]>`select id from auth.users where email = ${email}`;
  const page = await asUser(sql, user!.id, (tx) => call<{ items: Item[] }>(tx, 'list_sessions'));
  return page.items;
}

test('the people can sign in and have their roles', async () => {
  const people = await sql<{ email: string; who: string; password: boolean }[]>`
    select u.email, concat_ws(' ', p.role, p.mentor_status) as who,
      u.encrypted_password = extensions.crypt('password', u.encrypted_password) as password
    from auth.users u join public.profiles p on p.id = u.id join auth.identities i on i.user_id = u.id`;
  const numbered = (name: string, count: number, who: string) =>
    Array.from({ length: count }, (_, n) => [`${name}${n === 0 ? '' : n + 1}@example.com`, who]);
  expect(Object.fromEntries(people.map(({ email, who }) => [email, who]))).toEqual(
    Object.fromEntries([
      ...numbered('admin', 1, 'admin none'),
      ...numbered('buyer', 1, 'buyer none'),
      ...numbered('mentor', 12, 'mentor approved'),
      ['mentor13@example.com', 'mentor pending'],
      ...numbered('student', 5, 'student none'),
      ...numbered('supplier', 2, 'supplier none'),
    ]),
  );
  expect(people.filter(({ password }) => !password)).toEqual([]);
});

test('the directories look like something: mentors, ratings, reply times, products, an application', async () => {
  const [viewer] = await sql<{ id: string }[]>`
    select id from auth.users where email = 'student@example.com'`;
  const ask = <T>(name: string) => asUser(sql, viewer!.id, (tx) => call<T>(tx, name));
  const { items: mentors } = await ask<{
    items: {
      skills: string[];
      headline: string;
      rating_average: number | null;
      reply_seconds: number | null;
    }[];
  }>('list_mentors');
  expect(mentors).toHaveLength(12);
  expect(mentors.every((mentor) => mentor.skills.length > 2 && mentor.headline.length > 10)).toBe(
    true,
  );
  expect(mentors.filter((mentor) => mentor.rating_average !== null).length).toBeGreaterThan(3);
  expect(mentors.filter((mentor) => mentor.reply_seconds !== null).length).toBeGreaterThan(3);
  const { items: products } = await ask<{ items: { supplier: { id: string } }[] }>('list_products');
  expect(products).toHaveLength(12);
  expect(new Set(products.map((product) => product.supplier.id)).size).toBe(2);
  const waiting =
    await sql`select 1 from public.mentor_applications where status = 'pending' and statement is not null`;
  expect(waiting).toHaveLength(1);
});

test('loads on the real auth service: no null where it reads a string, the zero instance', async () => {
  const rows = await sql`
    select 1 from auth.users
    where instance_id <> '00000000-0000-0000-0000-000000000000' or confirmation_token is null or recovery_token is null
      or email_change is null or email_change_token_new is null or email_change_token_current is null
      or phone_change is null or phone_change_token is null or reauthentication_token is null
      or email_confirmed_at is null`;
  expect(rows).toEqual([]);
});

test('every session is as the triggers would have left it', async () => {
  const wrong = await sql`
    select s.subject from public.sessions s
    where s.last_seq <> (select count(*) from public.messages m where m.session_id = s.id)
      or s.last_seq <> (select max(seq) from public.messages m where m.session_id = s.id)
      or s.last_rev <> (select max(rev) from public.messages m where m.session_id = s.id)
      or exists (select 1 from public.participants p where p.session_id = s.id and p.sort_at <> s.last_message_at)
      or exists (select 1 from public.messages m where m.session_id = s.id and m.created_at > now())
      or exists (
        select 1 from public.participant_state st where st.session_id = s.id and st.unread_count <> (
          select count(*) from public.messages m where m.session_id = s.id and m.seq > st.last_read_seq
            and m.sender_id <> st.user_id and m.message_type <> 'system'
        )
      )
      or exists (
        select 1 from public.receipts r where r.session_id = s.id
          and (r.read_seq > r.delivered_seq or r.delivered_seq > s.last_seq)
      )`;
  expect(wrong).toEqual([]);
});

test('the student sees unread badges and good names', async () => {
  const items = await listOf('student@example.com');
  expect(items.map((item) => [item.peers[0]!.full_name, item.unread_count])).toEqual([
    ['Marco Bellini', 1],
    ['Priya Raman', 3],
  ]);
});

test('there is a conversation of ten thousand messages', async () => {
  const [row] = await sql`
    select s.last_seq, count(distinct length(m.content)) > 100 as varied, max(length(m.content)) > 500 as some_long,
      min(length(m.content)) < 40 as some_short, count(distinct m.sender_id)::int as senders
    from public.sessions s join public.messages m on m.session_id = s.id
    where s.subject = 'Long history (10,000 messages)' group by s.last_seq`;
  expect(row).toEqual({
    last_seq: 10_000,
    varied: true,
    some_long: true,
    some_short: true,
    senders: 2,
  });
});
