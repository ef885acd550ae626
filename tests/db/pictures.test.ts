import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { asUser, createTestDatabase, makeUser, refusal } from '../support/database.ts';

const { sql } = await createTestDatabase();
const CHECK_VIOLATION = '23514';
const FILE = '0197a0b0-0000-7000-8000-000000000001';
let me: string;
let supplier: string;

beforeAll(async () => {
  me = await makeUser(sql);
  supplier = await makeUser(sql, 'supplier');
});

const wear = (path: string | null) =>
  asUser(
    sql,
    me,
    (tx) =>
      tx`update public.profiles set avatar_url = ${path} where id = ${me} returning avatar_url`,
  );
const show = (url: string | null) =>
  asUser(
    sql,
    supplier,
    (tx) =>
      tx`insert into public.products (name, price_cents, image_url) values ('Cup', 1, ${url}) returning image_url`,
  );

test.each(['png', 'jpeg', 'webp', null])('an avatar is a file of one’s own: %s', async (ext) => {
  const path = ext === null ? null : `${me}/${randomUUID()}.${ext}`;
  expect(await wear(path)).toEqual([{ avatar_url: path }]);
});

const avatars: [string, () => string][] = [
  ['an address', () => 'https://tracker.example/pixel.png'],
  ['an address that ends well', () => `https://tracker.example/${me}/${FILE}.png`],
  ['no scheme', () => `//tracker.example/${FILE}.png`],
  ['data', () => 'data:image/png;base64,AAAA'],
  ['somebody else’s file', () => `${randomUUID()}/${FILE}.png`],
  ['a traversal', () => `${me}/../${randomUUID()}/${FILE}.png`],
  ['a deeper path', () => `${me}/${FILE}/${FILE}.png`],
  ['a rooted path', () => `/${me}/${FILE}.png`],
  ['a free name', () => `${me}/me.png`],
  ['no ending', () => `${me}/${FILE}`],
  ['a query', () => `${me}/${FILE}.png?x=1`],
  ['a second line', () => `${me}/${FILE}.png\nhttps://tracker.example`],
  ['capitals', () => `${me.toUpperCase()}/${FILE}.png`],
  ['a long ending', () => `${me}/${FILE}.${'x'.repeat(200)}`],
  ['nothing', () => ''],
];
test.each(avatars)('an avatar is not %s', async (_what, path) => {
  expect((await refusal(wear(path()))).sqlstate).toBe(CHECK_VIOLATION);
});

test.each([
  'https://pictures.example/cup.png',
  'https://pictures.example:8443/a/cup.png?w=200#x',
  null,
])('a product is shown by %s', async (url) => {
  expect(await show(url)).toEqual([{ image_url: url }]);
});

test.each([
  'http://pictures.example/cup.png',
  'HTTPS://pictures.example/cup.png',
  '//pictures.example/cup.png',
  'javascript:alert(1)',
  'data:image/svg+xml,<svg/>',
  'https://shop.example@tracker.example/cup.png',
  'https:///cup.png',
  'https://pictures.example/a cup.png',
  'https://pictures.example/cup.png\n',
  `https://pictures.example/${'x'.repeat(2048)}`,
  '',
])('a product is not shown by %j', async (url) => {
  expect((await refusal(show(url))).sqlstate).toBe(CHECK_VIOLATION);
});
