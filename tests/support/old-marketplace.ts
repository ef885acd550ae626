import type { Sql } from './database.ts';

export interface OldSize {
  conversations: number;
  messages: number;
}

/** What of the rows below cannot come in, or not whole: old table, reason, old id (null where it has none). */
export const EXPECTED_ASIDE: [source: string, reason: string, id: string | null][] = [
  ['users', 'email_missing', 'no-mail'],
  ['users', 'email_used_twice', 'same-mail'],
  ['users', 'id_used_twice', 'twice'],
  ['users', 'no_id', null],
  ['users', 'role_unknown', 'robot'],
  ['suppliers', 'user_unknown', 'sup-lost'],
  ['products', 'currency_unknown', 'prod-euro-sign'],
  ['products', 'image_left_out', 'prod-http'],
  ['products', 'name_missing', 'prod-nameless'],
  ['products', 'price_unusable', 'prod-nan'],
  ['products', 'price_unusable', 'prod-negative'],
  ['products', 'supplier_unknown', 'prod-lost'],
  ['conversations', 'admin_left_out', 'conv-ghost-admin'],
  ['conversations', 'admin_unknown', 'conv-only-ghost-admin'],
  ['conversations', 'buyer_unknown', 'conv-lost-buyer'],
  ['conversations', 'id_used_twice', 'conv-twice'],
  ['conversations', 'one_person', 'conv-alone'],
  ['conversations', 'product_left_out', 'conv-lost-product'],
  ['conversations', 'same_person_twice', 'conv-self'],
  ['conversations', 'supplier_unknown', 'conv-lost-supplier'],
  ['conversations', 'time_unknown', 'conv-no-time'],
  ['messages', 'content_cut', 'msg-long'],
  ['messages', 'conversation_set_aside', 'msg-in-alone'],
  ['messages', 'conversation_unknown', 'msg-orphan'],
  ['messages', 'empty', 'msg-empty'],
  ['messages', 'empty', 'msg-invisible'],
  ['messages', 'id_used_twice', 'msg-twice'],
  ['messages', 'no_id', null],
  ['messages', 'sender_not_in_conversation', 'msg-stranger'],
  ['messages', 'sender_unknown', 'msg-nobody'],
  ['messages', 'time_in_future', 'msg-future'],
  ['messages', 'time_unknown', 'msg-infinity'],
  ['messages', 'time_unknown', 'msg-no-time'],
  ['messages', 'too_many_files', 'msg-many-files'],
];

/** Dirty messages that come in all the same, beside the regular ones. */
export const DIRTY_BUT_KEPT = [
  ...[
    'msg-long',
    'msg-twice',
    'msg-many-files',
    'msg-wrong-type',
    'msg-user-id',
    'msg-no-receiver',
  ],
  ...['msg-twin-buyer', 'msg-twin-supplier', 'msg-odd-urls'],
];
/** Dirty messages that do not. */
export const REFUSED_MESSAGES = 11;
/** Conversations, beside the regular ones, that come in. */
export const EXTRA_CONVERSATIONS = 8;

/**
 * Fills an empty database with an old marketplace: `size` regular conversations and messages, and
 * one row of every dirty kind. Ids are VARCHAR, times have no zone, suppliers are named now by their
 * own row and now by the user's, `unread_count_admin` holds an admin's id, a count, or nothing.
 */
export async function makeOldMarketplace(sql: Sql, size: OldSize): Promise<void> {
  await sql.unsafe(`
    create table users (
      id varchar, email varchar, name varchar, role varchar, password varchar, created_at timestamp);
    create table suppliers (id varchar, user_id varchar, company_name varchar);
    create table products (
      id varchar, supplier_id varchar, name varchar, price numeric, currency varchar, image_url varchar, is_active boolean);
    create table conversations (
      id varchar, buyer_id varchar, supplier_id varchar, unread_count_buyer integer, unread_count_supplier integer,
      unread_count_admin varchar, product_id varchar, subject varchar, status varchar,
      created_at timestamp, last_message_at timestamp);
    create table messages (
      id varchar, conversation_id varchar, sender_id varchar, receiver_id varchar, sender_type varchar, content text,
      attachments text[], is_read boolean, created_at timestamp);
    create index on messages (conversation_id);

    insert into users (id, email, name, role, created_at)
    select 'buyer-' || n, 'buyer' || n || '@old.example', 'Buyer ' || n, 'buyer', timestamp '2022-01-01' from generate_series(0, 199) n
    union all
    select 'owner-' || n, 'owner' || n || '@old.example', 'Owner ' || n, 'supplier', timestamp '2022-01-01' from generate_series(0, 49) n
    union all
    select 'admin-' || n, 'admin' || n || '@old.example', 'Admin ' || n, 'admin', timestamp '2022-01-01' from generate_series(0, 2) n;
    insert into suppliers select 'sup-' || n, 'owner-' || n, 'Company ' || n from generate_series(0, 49) n;
    insert into products
    select 'prod-' || n, 'sup-' || n % 50, 'Product ' || n, n + 0.99, 'EUR', 'https://cdn.old.example/' || n || '.png', true
    from generate_series(0, 499) n;

    insert into conversations (id, buyer_id, supplier_id, unread_count_admin, product_id, subject, status, created_at, last_message_at)
    select 'conv-' || n, 'buyer-' || n % 200,
      case when n % 7 > 0 then 'sup-' || n % 50 end,
      case when n % 7 = 0 or n % 5 = 0 then 'admin-' || n % 3 when n % 2 = 0 then '3' end,
      case when n % 7 > 0 then 'prod-' || n % 500 end,
      'Order ' || n, case n % 11 when 0 then 'closed' else 'active' end,
      timestamp '2023-03-01 12:00' + n * interval '1 hour', timestamp '2023-06-01' + n * interval '1 hour'
    from generate_series(1, ${size.conversations}) n;

    -- In every fourth conversation each third message from the fortieth on is unread; elsewhere all are read.
    insert into messages
    select 'msg-' || c.n || '-' || p, 'conv-' || c.n,
      case when p % 2 = 0 then 'buyer-' || c.n % 200 else other.id end,
      case when p % 2 = 0 then other.id else 'buyer-' || c.n % 200 end,
      case when p % 2 = 0 then 'buyer' else other.type end,
      'Message ' || p || ' about order ' || c.n, null,
      not (c.n % 4 = 0 and p >= 40 and p % 3 = 0),
      timestamp '2023-03-02 00:00' + c.n * interval '1 hour' + p * interval '1 minute'
    from generate_series(1, ${size.conversations}) c (n)
    cross join generate_series(1, ${Math.floor(size.messages / size.conversations)}) p
    cross join lateral (
      select case when c.n % 7 = 0 then 'admin-' || c.n % 3 when p % 4 in (1, 2) then 'sup-' || c.n % 50 else 'owner-' || c.n % 50 end as id,
        case when c.n % 7 = 0 then 'admin' else 'supplier' end as type
    ) other;`);
  await addDirtyRows(sql);
}

async function addDirtyRows(sql: Sql): Promise<void> {
  await sql.unsafe(`
    insert into users (id, email, name, role, created_at) values
      ('no-mail', null, 'No Mail', 'buyer', '2022-01-01'),
      ('same-mail', 'BUYER1@old.example ', 'Same Mail', 'buyer', '2022-02-01'),
      ('robot', 'robot@old.example', 'Robot', 'robot', '2022-01-01'),
      ('twice', 'twice@old.example', 'Twice', 'buyer', '2022-01-01'),
      ('twice', 'thrice@old.example', 'Twice Again', 'buyer', '2022-02-01'),
      (null, 'nobody@old.example', 'Nobody', 'buyer', '2022-01-01'),
      ('twin', 'twin-buyer@old.example', null, 'buyer', '2022-01-01'),
      ('twin-owner', 'twin-owner@old.example', 'Twin Owner', 'supplier', '2022-01-01');
    -- A supplier row with the id of somebody else's user row.
    insert into suppliers values ('twin', 'twin-owner', 'Twin Ltd'), ('sup-lost', 'nobody-at-all', 'Lost Ltd');
    insert into products values
      ('prod-negative', 'sup-1', 'Negative', -1, 'EUR', null, true),
      ('prod-nan', 'sup-1', 'Not a number', 'NaN', 'EUR', null, true),
      ('prod-nameless', 'sup-1', ' ', 1, 'EUR', null, true),
      ('prod-euro-sign', 'sup-1', 'Euro sign', 1, '€', null, true),
      ('prod-lost', 'sup-lost', 'Lost', 1, 'EUR', null, true),
      ('prod-http', 'owner-1', 'Insecure picture', 1, 'EUR', 'http://cdn.old.example/1.png', true);
    insert into conversations (id, buyer_id, supplier_id, unread_count_admin, product_id, created_at) values
      ('conv-ghost-admin', 'buyer-2', 'sup-2', 'ghost', null, '2023-01-01'),
      ('conv-only-ghost-admin', 'buyer-2', null, 'ghost', null, '2023-01-01'),
      ('conv-lost-buyer', 'ghost', 'sup-2', null, null, '2023-01-01'),
      ('conv-lost-supplier', 'buyer-2', 'sup-lost', null, null, '2023-01-01'),
      ('conv-alone', 'buyer-2', null, '0', null, '2023-01-01'),
      ('conv-self', 'owner-2', 'sup-2', null, null, '2023-01-01'),
      ('conv-lost-product', 'buyer-3', 'sup-3', null, 'prod-ghost', '2023-01-01'),
      ('conv-no-time', 'buyer-4', 'sup-4', null, null, null),
      ('conv-twice', 'buyer-5', 'sup-5', null, null, '2023-01-01'),
      ('conv-twice', 'buyer-6', 'sup-6', null, null, '2023-02-01'),
      -- The same two people, no product, both open.
      ('conv-again', 'buyer-5', 'sup-5', null, null, '2022-01-01'),
      ('conv-twin', 'twin', 'twin', null, null, '2023-01-01'),
      ('conv-dirty', 'buyer-7', 'sup-7', null, null, '2023-01-01'),
      ('conv-supplier-admin', null, 'sup-8', 'admin-1', null, '2023-01-01');
    insert into messages values
      ('msg-long', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', repeat('long ', 3000), null, true, '2023-01-01 00:01'),
      ('msg-twice', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', 'first of two', null, true, '2023-01-01 00:02'),
      ('msg-twice', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', 'second of two', null, true, '2023-01-01 00:03'),
      ('msg-many-files', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', null,
        (select array_agg('https://files.old.example/' || n || '.pdf') from generate_series(1, 12) n), true, '2023-01-01 00:04'),
      ('msg-wrong-type', 'conv-dirty', 'buyer-7', 'sup-7', 'supplier', 'says it is the supplier', null, true, '2023-01-01 00:05'),
      ('msg-user-id', 'conv-dirty', 'owner-7', 'buyer-7', 'supplier', 'by the user''s id', null, null, '2023-01-01 00:06'),
      ('msg-no-receiver', 'conv-dirty', 'owner-7', 'ghost', 'supplier', 'to nobody', null, false, '2023-01-01 00:07'),
      ('msg-odd-urls', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', 'odd',
        array['', null, 'javascript:alert(1)', 'https://files.old.example/a.pdf', 'https://files.old.example/a.pdf'], true, '2023-01-01 00:08'),
      ('msg-empty', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', null, '{}', true, '2023-01-01 00:09'),
      ('msg-invisible', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', U&'\\200B\\200D', null, true, '2023-01-01 00:10'),
      (null, 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', 'without id', null, true, '2023-01-01 00:11'),
      ('msg-stranger', 'conv-dirty', 'buyer-8', 'sup-7', 'buyer', 'from outside', null, true, '2023-01-01 00:12'),
      ('msg-nobody', 'conv-dirty', 'ghost', 'sup-7', 'buyer', 'from nobody', null, true, '2023-01-01 00:13'),
      ('msg-no-time', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', 'timeless', null, true, null),
      ('msg-infinity', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', 'endless', null, true, 'infinity'),
      ('msg-future', 'conv-dirty', 'buyer-7', 'sup-7', 'buyer', 'from the future', null, true, '2999-01-01'),
      ('msg-orphan', 'conv-ghost', 'buyer-7', 'sup-7', 'buyer', 'orphan', null, true, '2023-01-01'),
      ('msg-in-alone', 'conv-alone', 'buyer-2', null, 'buyer', 'anybody?', null, true, '2023-01-01'),
      ('msg-twin-buyer', 'conv-twin', 'twin', 'twin', 'buyer', 'the buyer', null, true, '2023-01-01 00:01'),
      ('msg-twin-supplier', 'conv-twin', 'twin', 'twin', 'supplier', 'the supplier', null, false, '2023-01-01 00:02');`);
}
