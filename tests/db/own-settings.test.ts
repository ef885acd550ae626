import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  connect,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  untilBlocked,
} from '../support/database.ts';

const { sql, url } = await createTestDatabase(6);
let student: string;
let mentor: string;
let session: string;

interface Receipt {
  session_id?: string;
  user_id: string;
  delivered_seq: number;
  read_seq: number | null;
  read_version: number;
}

interface SessionItem {
  id: string;
  muted_until: string | null;
  archived_at: string | null;
  pinned_at: string | null;
  state_version: number;
  last_seq: number;
  my_read_seq: number | null;
  peers: Receipt[];
}

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
});
beforeEach(async () => {
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  session = await makeSession(sql, student, mentor);
  await sql`delete from realtime.messages`;
});

const say = (who: string) => asUser(sql, who, (tx) => send(tx, session, 'hello'));
const read = (who: string, p_seq: number) =>
  asUser(sql, who, (tx) => call(tx, 'mark_read', { p_session_id: session, p_seq }));
const look = (who: string) =>
  asUser(sql, who, (tx) => call<SessionItem>(tx, 'get_session', { p_session_id: session }));
const heard = (event: string) =>
  sql<{ topic: string; payload: Record<string, unknown> }[]>`
    select topic, payload from realtime.messages where event = ${event} order by topic, inserted_at`;

describe('set_session_state', () => {
  interface Change {
    muted?: string | null;
    archived?: boolean;
    pinned?: boolean;
  }
  const setState = (who: string, { muted = null, archived, pinned }: Change) =>
    asUser(sql, who, async (tx) => {
      // As text: the driver knows no infinity.
      const [row] = await tx<{ item: SessionItem }[]>`
        select public.set_session_state(${session}, ${muted}::text::timestamptz,
                                        ${archived ?? null}, ${pinned ?? null}) as item`;
      return row!.item;
    });
  const NONE = { muted_until: null, archived_at: null, pinned_at: null };

  test('changes what is said and leaves the rest; the person’s own devices are told', async () => {
    const pinned = await setState(student, { pinned: true });
    expect(pinned).toMatchObject({ ...NONE, pinned_at: expect.any(String) as string });
    const both = await setState(student, { archived: true });
    expect(both).toMatchObject({
      muted_until: null,
      pinned_at: pinned.pinned_at,
      archived_at: expect.any(String) as string,
    });
    expect(both).toEqual(await look(student));
    const told = await heard('session');
    expect(told.map((row) => row.topic)).toEqual([`user:${student}`, `user:${student}`]);
    expect(told.map((row) => row.payload['session'])).toContainEqual(both);
    expect(await look(mentor)).toMatchObject(NONE);
    expect(await setState(student, { archived: false, pinned: false })).toMatchObject(NONE);
  });

  test('mutes until a moment, for ever, or not at all', async () => {
    const muted = async (until: string | null) => {
      const item = await setState(student, { muted: until });
      return item.muted_until;
    };
    expect(Date.parse((await muted('2999-01-01T00:00:00Z'))!)).toBe(Date.UTC(2999, 0, 1));
    expect(Date.parse((await muted(null))!)).toBe(Date.UTC(2999, 0, 1));
    expect(await muted('infinity')).toBe('infinity');
    expect(await muted('2001-01-01T00:00:00Z')).toBeNull();
    await muted('infinity');
    expect(await muted('-infinity')).toBeNull();
  });

  test('what is written brings a session back from the archive, unless it is muted', async () => {
    await setState(student, { archived: true });
    await setState(mentor, { archived: true, muted: 'infinity' });
    await say(mentor);
    expect((await look(student)).archived_at).toBeNull();
    expect((await look(mentor)).archived_at).not.toBeNull();
    await setState(mentor, { muted: '-infinity' });
    await say(student);
    expect((await look(mentor)).archived_at).toBeNull();
  });

  test('repeating changes nothing and tells nobody', async () => {
    const once = await setState(student, {
      pinned: true,
      archived: true,
      muted: 'infinity',
    });
    expect(await setState(student, { pinned: true, archived: true, muted: 'infinity' })).toEqual(
      once,
    );
    expect(await setState(student, {})).toEqual(once);
    expect(await heard('session')).toHaveLength(1);
  });

  test('is refused to who takes no part, to who left and to the suspended', async () => {
    const outsider = await makeUser(sql);
    expect((await refusal(setState(outsider, { pinned: true }))).sqlstate).toBe('PT404');
    await sql`update public.participants set left_at = now() where user_id = ${mentor}`;
    expect((await refusal(setState(mentor, { pinned: true }))).sqlstate).toBe('PT404');
    await sql`insert into private.account_states (user_id, suspended_at) values (${student}, now())`;
    expect((await refusal(setState(student, { pinned: true }))).sqlstate).toBe('42501');
    const [row] = await sql`select count(*)::int as n from public.participant_state
                            where session_id = ${session} and pinned_at is not null`;
    expect(row).toEqual({ n: 0 });
  });
});

describe('read receipts switched off', () => {
  const receipts = (who: string, p_on: boolean | null) =>
    asUser(sql, who, (tx) => call(tx, 'set_read_receipts', { p_on }));
  const settings = (who: string) => asUser(sql, who, (tx) => call(tx, 'my_settings'));
  /** What `who` is shown of what `whose` has read, by every way there is. */
  const shown = async (who: string, whose: string) => {
    const item = await look(who);
    const sync = await asUser(sql, who, (tx) =>
      call<{ receipts: Receipt[] }>(tx, 'sync_session', {
        p_session_id: session,
        p_since_rev: 0,
      }),
    );
    const delivery = await asUser(
      sql,
      who,
      (tx) => tx<{ seq: number }[]>`
        select m.seq from public.message_delivery d join public.messages m on m.id = d.message_id
        where m.session_id = ${session} and d.user_id = ${whose} and d.read_at is not null order by m.seq`,
    );
    const told = await heard('receipt');
    const last = told.findLast(
      (row) => row.topic === `user:${who}` && row.payload['user_id'] === whose,
    );
    return {
      list: item.peers.find((peer) => peer.user_id === whose)!.read_seq,
      sync: sync.receipts.find((receipt) => receipt.user_id === whose)!.read_seq,
      delivery: delivery.map((row) => row.seq),
      told: last?.payload['read_seq'],
    };
  };
  const nothing = { list: null, sync: null, delivery: [], told: null };

  test('are on to begin with', async () => {
    expect(await settings(student)).toEqual({ read_receipts: true });
    await say(mentor);
    await read(student, 1);
    expect(await shown(mentor, student)).toEqual({ list: 1, sync: 1, delivery: [1], told: 1 });
  });

  test('show nobody what the person reads, nor the person what others read', async () => {
    await say(mentor);
    await say(student);
    await read(student, 1);
    expect(await receipts(student, false)).toEqual({ read_receipts: false });
    expect(await settings(student)).toEqual({ read_receipts: false });
    expect(await settings(mentor)).toEqual({ read_receipts: true });
    await say(mentor);
    await sql`delete from realtime.messages`;
    await read(student, 3);
    await read(mentor, 3);
    expect(await shown(mentor, student)).toEqual(nothing);
    expect(await shown(student, mentor)).toEqual(nothing);
    expect((await look(student)).my_read_seq).toBeNull();
    // Delivery goes on, and so does the person's own reading.
    expect((await look(mentor)).peers[0]).toMatchObject({ delivered_seq: 3 });
    const delivered = await asUser(
      sql,
      student,
      (tx) =>
        tx`select 1 from public.message_delivery where user_id = ${mentor} and delivered_at is not null`,
    );
    expect(delivered).toHaveLength(1);
    expect(await asUser(sql, student, (tx) => call(tx, 'unread_count'))).toBe(0);
  });

  test('hold in sessions that begin later', async () => {
    await receipts(student, false);
    session = await makeSession(sql, student, mentor);
    await say(mentor);
    await read(student, 1);
    expect((await shown(mentor, student)).list).toBeNull();
  });

  test('switched on again, count what was read meanwhile as read now', async () => {
    await say(mentor);
    await read(student, 1);
    await sql`update public.receipt_marks set at = at - interval '1 hour'`;
    await sql`update public.messages set created_at = created_at - interval '2 hours'`;
    await receipts(student, false);
    await say(mentor);
    await read(student, 2);
    await say(mentor);
    expect(await receipts(student, true)).toEqual({ read_receipts: true });
    expect(await shown(mentor, student)).toMatchObject({ list: 2, sync: 2, delivery: [1, 2] });
    const times = await asUser(
      sql,
      mentor,
      (tx) => tx`select m.seq, d.read_at < now() - interval '50 minutes' as old
                 from public.message_delivery d join public.messages m on m.id = d.message_id
                 where d.user_id = ${student} order by m.seq`,
    );
    expect(times).toEqual([
      { seq: 1, old: true },
      { seq: 2, old: false },
      { seq: 3, old: null },
    ]);
    await read(student, 3);
    expect(await shown(mentor, student)).toMatchObject({ list: 3, told: 3 });
  });

  test('are told to everybody with an open session in common and to the person’s own devices', async () => {
    const other = await makeUser(sql, 'mentor');
    const stranger = await makeUser(sql, 'mentor');
    const second = await makeSession(sql, student, mentor, { kind: 'support' });
    const third = await makeSession(sql, student, other);
    const over = await makeSession(sql, student, stranger, { status: 'completed' });
    await makeSession(sql, mentor, other);
    await say(mentor);
    await read(student, 1);
    await sql`delete from realtime.messages`;
    const told = async () => {
      const rows = await heard('receipts');
      const entries = rows.map(({ topic, payload }) => [
        topic.replace('user:', ''),
        (payload['receipts'] as Receipt[]).map((r) => [
          r.session_id,
          r.user_id,
          r.read_seq,
          r.read_version,
        ]),
      ]);
      await sql`delete from realtime.messages`;
      return Object.fromEntries(entries) as Record<string, unknown[]>;
    };
    const all = (lists: Record<string, unknown[]>) =>
      Object.fromEntries(
        Object.entries(lists).map(([who, list]) => [who, list.map(String).sort()]),
      );
    const expected = (mine: number | null, theirs: number | null, version: number) =>
      all({
        [mentor]: [
          [session, student, mine, version],
          [second, student, mine && 0, version],
        ],
        [other]: [[third, student, mine && 0, version]],
        [student]: [
          [session, mentor, theirs, version],
          [second, mentor, theirs && 0, version],
          [third, other, theirs && 0, version],
        ],
      });

    await receipts(student, false);
    expect(all(await told())).toEqual(expected(null, null, 1));
    await receipts(student, false);
    expect(await told()).toEqual({});
    await receipts(student, true);
    expect(all(await told())).toEqual(expected(1, 1, 2));
    expect((await look(mentor)).peers[0]).toMatchObject({ read_seq: 1, read_version: 2 });
    const [row] = await sql`select read_version from public.receipts
                            where session_id = ${over} and user_id = ${student}`;
    expect(row).toEqual({ read_version: 2 });
  });

  test('have the versions of both, the same by every way', async () => {
    const versions = async () => {
      await sql`delete from realtime.messages`;
      await say(mentor);
      const { last_seq } = await look(student);
      await read(student, last_seq);
      const own = await asUser(sql, mentor, (tx) =>
        call<{ receipts: Receipt[] }>(tx, 'sync_session', {
          p_session_id: session,
          p_since_rev: 0,
        }),
      );
      const broadcast = (await heard('receipt')).findLast(
        ({ topic, payload }) => topic === `user:${mentor}` && payload['user_id'] === student,
      );
      return [
        (await look(mentor)).peers[0]!.read_version,
        own.receipts.find((receipt) => receipt.user_id === student)!.read_version,
        broadcast!.payload['read_version'],
      ];
    };
    expect(await versions()).toEqual([0, 0, 0]);
    await receipts(student, false);
    expect(await versions()).toEqual([1, 1, 1]);
    await receipts(mentor, false);
    expect(await versions()).toEqual([2, 2, 2]);
    await receipts(student, true);
    expect(await versions()).toEqual([3, 3, 3]);
  });

  test('repeating changes nothing, and whether is not a question', async () => {
    await say(mentor);
    await read(student, 1);
    await receipts(student, false);
    await read(student, 1);
    for (const on of [false, true, true]) await receipts(student, on);
    expect((await look(mentor)).peers[0]).toMatchObject({ read_seq: 1 });
    expect((await refusal(receipts(student, null))).detail).toMatchObject({ code: 'invalid' });
  });

  test('no column tells what the functions hide', async () => {
    for (const statement of [
      'select read_seq from public.receipts',
      'select read_at from public.receipts',
      'select * from public.receipts',
      'select read_seq from public.receipt_marks',
      'select 1 from public.receipts where read_seq > 0',
      'select session_id from public.receipts order by read_seq',
      'select * from private.personal_settings',
    ])
      expect((await refusal(asUser(sql, mentor, (tx) => tx.unsafe(statement)))).sqlstate).toBe(
        '42501',
      );
  });

  test('a session that opens at the same moment obeys, whoever comes first', async () => {
    const other = connect(url, 1);
    try {
      for (const first of ['switching', 'opening'] as const) {
        const who = await makeUser(sql, 'student');
        const open = (tx: typeof sql) => makeSession(tx, who, mentor);
        let begun: Promise<unknown> = Promise.resolve();
        let id = '';
        if (first === 'switching') {
          await asUser(sql, who, async (tx) => {
            await call(tx, 'set_read_receipts', { p_on: false });
            begun = open(other).then((made) => (id = made));
            await untilBlocked(sql);
          });
          await begun;
        } else {
          await other.begin(async (tx) => {
            id = await open(tx as unknown as typeof sql);
            begun = receipts(who, false);
            await untilBlocked(sql);
          });
          await begun;
        }
        const [row] = await sql`select read_seq from public.receipts
                                where session_id = ${id} and user_id = ${who}`;
        expect(row, first).toEqual({ read_seq: null });
      }
    } finally {
      await other.end();
    }
  });
});
