import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  untilBlocked,
  type Tx,
} from '../support/database.ts';

const { sql } = await createTestDatabase();
const SUSPENDED = {
  sqlstate: '42501',
  message: 'This account is suspended.',
  detail: { code: 'suspended' },
};
const device = randomUUID();
let me: string;
let peer: string;
let session: string;

beforeEach(async () => {
  me = await makeUser(sql, 'supplier');
  peer = await makeUser(sql, 'buyer');
  session = await makeSession(sql, peer, me, { kind: 'buyer_supplier' });
  await asUser(sql, peer, (tx) => send(tx, session, 'hello'));
});

const asMe = <T>(fn: (tx: Tx) => Promise<T>) => asUser(sql, me, fn, { authSessionId: device });
const claim = () => asMe((tx) => call(tx, 'claim_connection', { p_device: 'Laptop' }));
const suspend = () =>
  sql`insert into private.account_states (user_id, suspended_at) values (${me}, now())`;
const lift = () => sql`update private.account_states set suspended_at = null where user_id = ${me}`;
/** Everything that a refused attempt could have changed. */
const footprint = () => sql`
  select s.last_seq, s.last_rev, (select count(*)::int from public.sessions) as sessions,
    (select jsonb_agg(r order by r.user_id) from public.receipts r where r.session_id = s.id) as receipts,
    (select jsonb_agg(st order by st.user_id) from public.participant_state st where st.session_id = s.id) as states,
    (select jsonb_agg(c) from public.realtime_connections c where c.user_id = ${me}) as connections,
    (select jsonb_agg(l) from private.rate_limits l where l.user_id = ${me}) as tokens
  from public.sessions s where s.id = ${session}`;

const attempts: [string, (tx: Tx) => Promise<unknown>][] = [
  ['sends', (tx) => send(tx, session, 'one more thing')],
  ['claims a connection', (tx) => call(tx, 'claim_connection', { p_device: 'Laptop' })],
  ['beats', (tx) => call(tx, 'heartbeat', { p_status: 'online', p_session_id: session })],
  ['marks as read', (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq: 1 })],
  ['marks as delivered', (tx) => call(tx, 'mark_delivered', { p_session_id: session, p_seq: 1 })],
  [
    'opens a conversation',
    (tx) => call(tx, 'open_conversation', { p_kind: 'buyer_supplier', p_peer_id: peer }),
  ],
];

test.each(attempts)('nobody suspended %s; lifting it lets them again', async (_what, attempt) => {
  await claim();
  await suspend();
  const before = await footprint();
  expect(await refusal(asMe(attempt))).toEqual(SUSPENDED);
  expect(await footprint()).toEqual(before);
  await lift();
  await asMe(attempt);
});

test('a suspended supplier offers nothing', async () => {
  await suspend();
  const offer = asMe((tx) => tx`insert into public.products (name, price_cents) values ('Cup', 1)`);
  expect((await refusal(offer)).sqlstate).toBe('42501');
});

test('a suspended person says nothing by their profile', async () => {
  await suspend();
  for (const column of ['full_name', 'headline', 'bio']) {
    const edit = asMe(
      (tx) => tx`update public.profiles set ${tx(column)} = 'words' where id = ${me}`,
    );
    expect((await refusal(edit)).sqlstate, column).toBe('42501');
  }
  await lift();
  await asMe((tx) => tx`update public.profiles set headline = 'words' where id = ${me}`);
});

test('a suspended outsider learns no more about a session than any outsider', async () => {
  await suspend();
  const foreign = await makeSession(sql, peer, await makeUser(sql, 'supplier'));
  for (const id of [foreign, randomUUID()])
    expect(await refusal(asMe((tx) => send(tx, id, 'hello')))).toMatchObject({
      sqlstate: '42501',
      message: 'You do not take part in this conversation.',
    });
});

test('joins no topic, not even with a claim from before', async () => {
  await claim();
  const topics = () =>
    asMe(async (tx) => {
      const [row] = await tx`
        select private.can_read_topic(${`user:${me}`}) as own,
          private.can_read_topic(${`session:${session}`}) as session,
          private.can_write_topic(${`session:${session}`}) as typing`;
      return row!;
    });
  expect(await topics()).toEqual({ own: true, session: true, typing: true });
  await suspend();
  expect(await topics()).toEqual({ own: false, session: false, typing: false });
});

test('still reads, and may give the connection back', async () => {
  await claim();
  await suspend();
  const page = await asMe((tx) =>
    call<{ items: unknown[] }>(tx, 'get_messages', { p_session_id: session }),
  );
  expect(page.items).toHaveLength(1);
  await asMe((tx) => call(tx, 'release_connection'));
  expect(await sql`select 1 from public.realtime_connections where user_id = ${me}`).toEqual([]);
});

test('whoever is suspended while a claim waits for its turn is refused', async () => {
  let claiming: Promise<unknown> | undefined;
  await sql.begin(async (tx) => {
    await tx`select private.lock_user(${me})`;
    await tx`insert into private.account_states (user_id, suspended_at) values (${me}, now())`;
    claiming = refusal(claim());
    await untilBlocked(sql);
  });
  expect(await claiming).toEqual(SUSPENDED);
});
