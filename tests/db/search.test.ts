import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import postgres from 'postgres';
import { beforeAll, describe, expect, inject, test } from 'vitest';
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
let me: string;
let peer: string;
let session: string;

interface Found {
  items: { id: string; session_id: string; seq: number; content: string; created_at: string }[];
  has_more: boolean;
  next_cursor: string | null;
}
type Args = Record<string, string | number | boolean | null>;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  me = await makeUser(sql, 'student');
  peer = await makeUser(sql, 'mentor');
  session = await makeSession(sql, me, peer);
});

const search = (who: string, args: Args) =>
  asUser(sql, who, (tx) => call<Found>(tx, 'search_messages', args));
const find = async (query: string, args: Args = {}, who = me) => {
  const { items } = await search(who, { p_query: query, ...args });
  return items.map((item) => item.content);
};
const say = async (content: string, to = session, who = me) => {
  const sent = await asUser(sql, who, (tx) => send(tx, to, content));
  return sent!;
};
/** A file as `admit_message` would have stored it. */
const attach = (id: string, name: string) =>
  sql`update public.messages set message_type = 'file',
        attachments = ${sql.json([{ path: randomUUID(), name, size: 1, mime: 'application/pdf' }])}
      where id = ${id}`;

describe('what is typed', () => {
  beforeAll(async () => {
    for (const text of [
      'Hello Wörld, how are you?',
      "Let's meet at the café on Thursday",
      'node.js 20.19 and e-mail to mia@example.com',
      '北京大学的学生会在下午开会',
      '京大前 北大',
      'カラオケに行きましょう',
      'ｶﾗｵｹ half width',
      '한국어학교에서 만나요',
      'สวัสดีครับ',
      'done 🎉 finally',
      'ΚΑΛΗΜΕΡΑ Straße ΉΛΙΟ',
      'soft\u00adhyphen and zero\u200bwidth',
      'quotes \' and " and \\ and | & ! ( ) : * <->',
    ])
      await say(text);
  });

  test.each([
    ['a word', 'hello', 'Hello Wörld, how are you?'],
    ['without its accent', 'world', 'Hello Wörld, how are you?'],
    ['with an accent that is not there', 'hélló', 'Hello Wörld, how are you?'],
    ['decomposed', 'cafe\u0301', "Let's meet at the café on Thursday"],
    ['the beginning of the last word', 'meet thu', "Let's meet at the café on Thursday"],
    ['the beginning of every word', 'mee caf thu', "Let's meet at the café on Thursday"],
    ['words in another order', 'thursday meet', "Let's meet at the café on Thursday"],
    ['capitals', 'THURSDAY', "Let's meet at the café on Thursday"],
    ['an address', 'mia@example.com', 'node.js 20.19 and e-mail to mia@example.com'],
    ['a part of a name with a dot', 'node.js', 'node.js 20.19 and e-mail to mia@example.com'],
    ['a number', '20.19', 'node.js 20.19 and e-mail to mia@example.com'],
    ['a hyphen', 'e-mail', 'node.js 20.19 and e-mail to mia@example.com'],
    ['one Chinese character', '午', '北京大学的学生会在下午开会'],
    ['two', '学生', '北京大学的学生会在下午开会'],
    ['four in order', '北京大学', '北京大学的学生会在下午开会'],
    ['Chinese and a word', '京大前 北大', '京大前 北大'],
    ['Hangul within a word', '학교', '한국어학교에서 만나요'],
    ['Thai within a sentence', 'ดีครับ', 'สวัสดีครับ'],
    ['an emoji', '🎉', 'done 🎉 finally'],
    ['Greek in small letters', 'καλημ', 'ΚΑΛΗΜΕΡΑ Straße ΉΛΙΟ'],
    ['a soft hyphen', 'softhyphen zerowidth', 'soft\u00adhyphen and zero\u200bwidth'],
  ])('finds %s', async (_what, query, expected) => {
    expect(await find(query)).toEqual([expected]);
  });

  test('finds either width of kana', async () => {
    expect(await find('カラオケ')).toEqual(['ｶﾗｵｹ half width', 'カラオケに行きましょう']);
    expect(await find('ｶﾗｵｹ')).toHaveLength(2);
  });

  test.each([
    ['the end of a word', 'orld'],
    ['a word that is not there, next to one that is', 'hello goodbye'],
    ['Chinese pairs that do not follow each other', '北京学生'],
    ['Chinese from two runs', '前北'],
    ['the other half of a surrogate', '🎊'],
    ['a label of the index', '@link'],
    ['another label', '@file'],
  ])('does not find %s', async (_what, query) => {
    expect(await find(query)).toEqual([]);
  });

  test.each([
    "' or 1=1 --",
    "quotes ' and",
    'a & | ! b',
    'a:*',
    'a <-> b',
    '(a',
    'or=(content.ilike.*)',
    '%_%a',
    '\u202e a',
    'a'.repeat(200),
    'x '.repeat(100).trim(),
    '北'.repeat(200),
    '北 '.repeat(100).trim(),
    'ﷺ'.repeat(200),
  ])('takes %j as plain words', async (query) => {
    expect(await search(me, { p_query: query })).toMatchObject({ has_more: false });
  });

  test('operators are no words', async () => {
    expect(await find('quotes & | ! and')).toEqual([
      'quotes \' and " and \\ and | & ! ( ) : * <->',
    ]);
  });

  test.each([
    ['nothing', null],
    ['nothing but spaces', '   '],
    ['no letter', '?!'],
    ['a quote', "'"],
    ['an escaped quote', "\\'"],
    ['nothing visible', '\u200b\u200b'],
    ['too much', 'a'.repeat(201)],
    ['far too much', 'a b'.repeat(10_000)],
  ])('refuses %s', async (_what, query) => {
    expect(await refusal(search(me, { p_query: query }))).toMatchObject({
      sqlstate: 'PT422',
      detail: { code: 'invalid', fields: { query: expect.any(String) as string } },
    });
  });

  test.each(['garbage', '2026-01-01|x', '|', '2026-01-01T00:00:00Z|' + randomUUID() + '|x'])(
    'refuses a made-up cursor: %j',
    async (p_before) => {
      expect((await refusal(search(me, { p_query: 'hello', p_before }))).detail).toMatchObject({
        fields: { before: 'This list cursor is not valid.' },
      });
    },
  );

  test('a text as long as messages may be, of words and of Chinese, can be found', async () => {
    const other = await makeSession(sql, me, peer);
    const words = Array.from({ length: 1600 }, (_, n) => `w${n}`)
      .join(' ')
      .slice(0, 10_000);
    await say(words, other);
    await say(
      Array.from({ length: 10_000 }, (_, n) =>
        String.fromCodePoint(0x4e00 + ((n * 7) % 9973)),
      ).join(''),
      other,
    );
    await say('中 '.repeat(5_000).trim(), other);
    expect(await find('w0 w1599', { p_session_id: other })).toHaveLength(1);
    expect(await find('中', { p_session_id: other })).toHaveLength(2);
  });
});

// Needs to create databases, so not where the tests were given one.
describe.skipIf(inject('testServer').superUrl === null)('in a database of another locale', () => {
  const TEXT =
    'ISPARTA İZMİR ılık Straße ΌΣΟΣ ÅNGSTRÖM naïve d’été L·L 北京大学 สวัสดี ١٢ हिन्दी e-mail_x 🎉';
  const MIGRATION = path.join(
    import.meta.dirname,
    '../../supabase/migrations/20261122002500_search_index.sql',
  );

  test.each([
    `locale_provider icu icu_locale 'tr-TR' locale 'C'`,
    `locale_provider icu icu_locale 'lt' locale 'C'`,
    `locale_provider libc locale 'C'`,
  ])('%s: the same terms', async (locale) => {
    const functions = (await readFile(MIGRATION, 'utf8')).split('create table')[0]!;
    const superUrl = new URL(inject('testServer').superUrl!);
    const name = `locale_${randomUUID().replaceAll('-', '')}`;
    const owner = postgres(superUrl.href, { max: 1, onnotice: () => undefined });
    try {
      await owner.unsafe(`create database ${name} template template0 encoding 'UTF8' ${locale}`);
      superUrl.pathname = name;
      const there = postgres(superUrl.href, { max: 1, onnotice: () => undefined });
      try {
        await there.unsafe(`create schema private; ${functions}`);
        const ask = `select private.search_terms($1, '{}')::text as terms, private.search_query($1, '{}')::text as query`;
        const [theirs] = await there.unsafe(ask, [TEXT]);
        const [ours] = await sql.unsafe(ask, [TEXT]);
        expect(theirs).toEqual(ours);
        expect(ours!['terms']).toContain("'izmir'");
      } finally {
        await there.end();
      }
    } finally {
      await owner.unsafe(`drop database if exists ${name} with (force)`);
      await owner.end();
    }
  });
});

describe('who finds what', () => {
  test('only people who take part, from where they joined, while they do', async () => {
    const word = 'rendezvous';
    const own = await makeSession(sql, me, peer);
    const late = await makeUser(sql, 'admin');
    await say(`${word} one`, own);
    await sql`insert into public.participants (session_id, user_id, role, from_seq)
              select id, ${late}, 'admin', last_seq + 1 from public.sessions where id = ${own}`;
    await say(`${word} two`, own, peer);
    const outsider = await makeUser(sql);
    for (const args of [{}, { p_session_id: own }]) {
      expect(await find(word, args)).toEqual([`${word} two`, `${word} one`]);
      expect(await find(word, args, late)).toEqual([`${word} two`]);
    }
    expect(await find(word, {}, outsider)).toEqual([]);
    for (const id of [own, randomUUID()])
      expect(await refusal(find(word, { p_session_id: id }, outsider))).toMatchObject({
        sqlstate: 'PT404',
        detail: { code: 'not_found' },
      });

    await sql`update public.participants set left_at = now() where session_id = ${own} and user_id = ${peer}`;
    expect(await find(word, {}, peer)).toEqual([]);
    expect((await refusal(find(word, { p_session_id: own }, peer))).sqlstate).toBe('PT404');
    await say(`${word} three`, own);
    await sql`update public.participants set left_at = null where session_id = ${own} and user_id = ${peer}`;
    expect(await find(word, {}, peer)).toHaveLength(3);
  });

  test('somebody who may see what was said before they came finds it', async () => {
    const own = await makeSession(sql, me, peer);
    const third = await makeUser(sql, 'admin');
    await say('yesteryear', own);
    await say('yesteryear again', own);
    await sql`insert into public.participants (session_id, user_id, role, from_seq) values (${own}, ${third}, 'admin', 2)`;
    expect(await find('yesteryear', {}, third)).toEqual(['yesteryear again']);
    await sql`update public.participants set from_seq = 1 where session_id = ${own} and user_id = ${third}`;
    expect(await find('yesteryear', {}, third)).toHaveLength(2);
  });

  test('nobody reads the index itself or calls what is beneath', async () => {
    for (const statement of [
      `select * from private.message_search`,
      `select private.search_query('a', '{}')`,
      `select private.find_in_session('${session}', 1, 'a', null, null, null, 9)`,
    ])
      expect((await refusal(asUser(sql, me, (tx) => tx.unsafe(statement)))).sqlstate).toBe('42501');
  });
});

describe('what is not there any more', () => {
  test('an edited message is found by its new words only', async () => {
    const { id, rev } = await say('the formerword stays');
    await asUser(sql, me, (tx) =>
      call(tx, 'edit_message', {
        p_id: id,
        p_content: 'the latterword stays',
        p_expected_rev: rev,
      }),
    );
    expect(await find('formerword')).toEqual([]);
    expect(await find('latterword')).toEqual(['the latterword stays']);
  });

  test('a deleted message is not found, nor anything left of it in the index', async () => {
    const { id, seq } = await say('regrettable https://example.com/regret');
    await attach(id, 'regretfile.pdf');
    expect(await find('regretfile')).toHaveLength(1);
    await asUser(sql, me, (tx) => call(tx, 'delete_message', { p_id: id }));
    for (const query of ['regrettable', 'regretfile', 'regret'])
      expect(await find(query)).toEqual([]);
    expect(await search(me, { p_has_file: true })).toMatchObject({ items: [] });
    expect(
      await sql`select 1 from private.message_search where session_id = ${session} and seq = ${seq}`,
    ).toHaveLength(0);
  });

  test('reactions and pins leave the index alone', async () => {
    const { id } = await say('untouched');
    const row = () =>
      sql`select x.xmin, x.ctid from private.message_search x join public.messages m using (session_id, seq) where m.id = ${id}`;
    const before = await row();
    await asUser(sql, me, (tx) => call(tx, 'pin_message', { p_message_id: id, p_on: true }));
    await asUser(sql, peer, (tx) =>
      call(tx, 'set_reaction', { p_message_id: id, p_emoji: '👍', p_on: true }),
    );
    expect(await row()).toEqual(before);
  });

  test('system messages are not found; a session that goes takes its part of the index along', async () => {
    const own = await makeSession(sql, me, peer);
    await sql`select private.post_system_message(${own}, 'systemword')`;
    await say('goingword', own);
    expect(await find('systemword')).toEqual([]);
    expect(await find('goingword')).toHaveLength(1);
    await sql`delete from public.sessions where id = ${own}`;
    expect(await sql`select 1 from private.message_search where session_id = ${own}`).toHaveLength(
      0,
    );
  });
});

describe('filters', () => {
  let own: string;
  beforeAll(async () => {
    own = await makeSession(sql, me, peer);
    for (let n = 1; n <= 4; n += 1) {
      const { id } = await say(`filterword ${n}`, own, n % 2 ? me : peer);
      if (n >= 3) await attach(id, `filterfile ${n}.pdf`);
    }
    await sql`update public.messages set created_at = timestamptz '2026-01-01' + seq * interval '1 day' where session_id = ${own}`;
    await sql`update private.message_search x set created_at = m.created_at from public.messages m
              where m.session_id = x.session_id and m.seq = x.seq and m.session_id = ${own}`;
  });

  test.each([
    ['sender', () => ({ p_sender_id: peer }), [4, 2]],
    ['file', () => ({ p_has_file: true }), [4, 3]],
    ['no filter', () => ({ p_has_file: false }), [4, 3, 2, 1]],
    ['sender and file', () => ({ p_sender_id: me, p_has_file: true }), [3]],
    ['from a day on', () => ({ p_after: '2026-01-03T00:00:00Z' }), [4, 3, 2]],
    ['until a day', () => ({ p_before_time: '2026-01-04T00:00:00Z' }), [2, 1]],
    [
      'between',
      () => ({ p_after: '2026-01-03T00:00:00Z', p_before_time: '2026-01-04T00:00:00Z' }),
      [2],
    ],
    [
      'a day that is none',
      () => ({ p_after: '2026-01-04T00:00:00Z', p_before_time: '2026-01-03T00:00:00Z' }),
      [],
    ],
    ['somebody else', () => ({ p_sender_id: randomUUID() }), []],
  ] as const)('%s, here and everywhere', async (_what, args, expected) => {
    const contents = expected.map((n) => `filterword ${n}`);
    expect(await find('filterword', args())).toEqual(contents);
    expect(await find('filterword', { ...args(), p_session_id: own })).toEqual(contents);
    if (Object.values(args())[0] !== false) {
      const { items } = await search(me, { ...args(), p_session_id: own });
      expect(items.map((item) => item.content)).toEqual(contents);
    }
  });

  test('files are found by their names', async () => {
    expect(await find('filterfile')).toEqual(['filterword 4', 'filterword 3']);
    expect(await find('filterfile pdf 3')).toEqual(['filterword 3']);
  });
});

describe('pages', () => {
  const COUNT = 47;

  test.each([1, 5, COUNT - 1, COUNT, 100])(
    'of %i follow each other, newest first, each message once',
    async (limit) => {
      const reader = await makeUser(sql);
      const sessions = [await makeSession(sql, reader, peer), await makeSession(sql, reader, peer)];
      for (const id of sessions) {
        const messages = Array.from({ length: COUNT }, (_, n) => ({
          sender_id: peer,
          content: n % 2 ? 'pageword' : 'other',
          // Many fall on the same moment, within a session and across.
          created_at: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(n / 6))).toISOString(),
        }));
        await sql`select private.import_messages(${id}, ${sql.json(messages)})`;
      }
      for (const scope of [{}, { p_session_id: sessions[0]! }]) {
        const seen: Found['items'] = [];
        let cursor: string | null = null;
        do {
          const page: Found = await search(reader, {
            p_query: 'pagew',
            p_before: cursor,
            p_limit: limit,
            ...scope,
          });
          expect(page.has_more).toBe(page.next_cursor !== null);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items);
          cursor = page.next_cursor;
        } while (cursor !== null);
        const perSession = Math.floor(COUNT / 2);
        expect(seen).toHaveLength('p_session_id' in scope ? perSession : 2 * perSession);
        expect(new Set(seen.map((item) => item.id)).size).toBe(seen.length);
        const keys = seen.map(
          (item) => `${item.created_at} ${item.session_id} ${String(item.seq).padStart(5, '0')}`,
        );
        expect(keys).toEqual([...keys].sort().reverse());
      }
    },
  );
});

describe('beyond what is looked through first', () => {
  /** More than either way of finding looks through before it asks the index. */
  const MANY = 5_000;
  /** Indexing so many takes a while on a busy machine. */
  const PATIENCE_MS = 60_000;

  test(
    'old and rare words are found all the same, in order, in pages',
    { timeout: PATIENCE_MS },
    async () => {
      const reader = await makeUser(sql);
      const long = await makeSession(sql, reader, peer);
      await sql`
      insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at)
      select gen_random_uuid(), ${long}, n, n, ${peer}, case when n % 1000 = 7 then 'rareword ' || n when n % 50 = 0 then 'fiftieth ' || n else 'frequent' end,
             now() - (${MANY} - n) * interval '1 minute'
      from generate_series(1, ${MANY}) n`;
      await sql`select private.settle_sessions(array[${long}::uuid])`;
      const all = [4007, 3007, 2007, 1007, 7].map((n) => `rareword ${n}`);
      for (const scope of [{}, { p_session_id: long }]) {
        expect(await find('rare', scope, reader)).toEqual(all);
        const first = await search(reader, { p_query: 'rare', p_limit: 2, ...scope });
        const second = await search(reader, {
          p_query: 'rare',
          p_limit: 2,
          p_before: first.next_cursor,
          ...scope,
        });
        const third = await search(reader, {
          p_query: 'rare',
          p_limit: 2,
          p_before: second.next_cursor,
          ...scope,
        });
        expect(
          [first, second, third].flatMap((page) => page.items.map((item) => item.content)),
        ).toEqual(all);
        expect(third.has_more).toBe(false);
        expect(await find('frequent', scope, reader)).toHaveLength(50);
        // Some of these are found one by one, the others by the index.
        expect(await find('fiftieth', { ...scope, p_limit: 100 }, reader)).toEqual(
          Array.from({ length: 100 }, (_, n) => `fiftieth ${MANY - n * 50}`),
        );
      }
      const old = { p_before_time: new Date(Date.now() - 4_500 * 60_000).toISOString() };
      for (const scope of [{}, { p_session_id: long }])
        expect(await find('rare', { ...old, ...scope }, reader)).toEqual(['rareword 7']);
    },
  );

  test(
    'nothing is lost or doubled at the border, nor among messages of one moment',
    { timeout: PATIENCE_MS },
    async () => {
      // As many as are looked through in all sessions, and a few.
      const LOOKED_THROUGH = 4_000;
      const COUNT = LOOKED_THROUGH + 2;
      const reader = await makeUser(sql);
      const sessions = [await makeSession(sql, reader, peer), await makeSession(sql, reader, peer)];
      // Newer than all of the other tests', five of one moment, turn by turn in two sessions.
      await sql`
        insert into public.messages (id, session_id, seq, rev, sender_id, content, created_at)
        select gen_random_uuid(), (${sessions}::uuid[])[1 + n % 2], (n + 1) / 2, (n + 1) / 2, ${peer},
               'p' || n || 'x' || case when n % 3 = 0 then ' third' else '' end,
               date_trunc('day', now()) + interval '1 year' + n / 5 * interval '1 minute'
        from generate_series(1, ${COUNT}) n`;
      await sql`select private.settle_sessions(${sessions}::uuid[])`;
      const all = await sql<{ content: string; created_at: Date }[]>`
        select content, created_at from public.messages where session_id = any (${sessions}::uuid[])
        order by created_at desc, session_id desc, seq desc`;
      expect(all).toHaveLength(COUNT);
      for (const at of [0, LOOKED_THROUGH - 2, LOOKED_THROUGH - 1, LOOKED_THROUGH, COUNT - 1]) {
        const { content } = all[at]!;
        expect(await find(content.split(' ')[0]!, {}, reader), `at ${at}`).toEqual([content]);
      }

      const third = all.filter(({ content }) => content.endsWith('third'));
      const contents = third.map(({ content }) => content);
      const found: (string | null)[] = [];
      let cursor: string | null = null;
      do {
        const page: Found = await search(reader, {
          p_query: 'third',
          p_before: cursor,
          p_limit: 100,
        });
        found.push(...page.items.map((item) => item.content));
        cursor = page.next_cursor;
      } while (cursor !== null);
      expect(found).toEqual(contents);

      // Before the moment of the last one of a page, which is then left out with its like.
      const moment = third[9]!.created_at;
      const first = await search(reader, { p_query: 'third', p_limit: 10 });
      const rest = await search(reader, {
        p_query: 'third',
        p_limit: 10,
        p_before: first.next_cursor,
        p_before_time: moment.toISOString(),
      });
      const before = third.filter(({ created_at }) => created_at < moment);
      expect(rest.items.map((item) => item.content)).toEqual(
        before.slice(0, 10).map(({ content }) => content),
      );
    },
  );
});
