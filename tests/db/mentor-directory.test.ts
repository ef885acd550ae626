import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
} from '../support/database.ts';

const { sql, url } = await createTestDatabase();
const MANY = 10_000;
const WALKS = /Seq Scan on (mentor_directory|profiles)/;
/** Generating takes a while on a busy machine. */
const PATIENCE_MS = 120_000;

interface Person {
  id: string;
  full_name: string;
  accepting: boolean;
  presence: string;
  last_seen: string | null;
  blocked_by_me?: boolean;
}
interface Page {
  items: Person[];
  next_cursor: string | null;
  has_more: boolean;
}
interface Args {
  p_query?: string | null;
  p_skills?: string[] | null;
  p_available?: boolean | null;
  p_cursor?: string | null;
  p_limit?: number;
}

let me: string;
/** Only of this test: the directory is everybody's. */
let mark: string;

beforeAll(async () => {
  me = await makeUser(sql);
});
beforeEach(() => {
  mark = `zz${randomUUID().slice(0, 8)}`;
});

const list = (args: Args = {}, who = me) =>
  asUser(sql, who, async (tx) => {
    const [row] = await tx<{ page: Page }[]>`
      select public.list_mentors(
        ${args.p_query ?? null}, ${args.p_skills ?? null}::text[], ${args.p_available ?? null},
        ${args.p_cursor ?? null}, ${args.p_limit ?? 50}
      ) as page`;
    return row!.page;
  });
const names = async (args: Args = {}, who = me) =>
  (await list(args, who)).items.map((item) => item.full_name);
const profile = (id: string, who = me) =>
  asUser(sql, who, (tx) => call<Person>(tx, 'get_profile', { p_user_id: id }));

async function makeMentor(
  fullName: string,
  { skills = [] as string[], headline = '', accepting = true, status = 'approved' } = {},
): Promise<string> {
  const id = await makeUser(sql, 'mentor', fullName);
  await sql`update public.profiles set mentor_status = ${status}, skills = ${skills}, accepting = ${accepting},
              headline = ${`${headline} ${mark}`} where id = ${id}`;
  return id;
}

describe('who is in it', () => {
  test.each(['pending', 'rejected', 'none'])('nobody who is %s', async (status) => {
    await makeMentor('A', { status });
    expect(await names({ p_query: mark })).toEqual([]);
  });

  test('who is approved, until suspended, demoted or deleted, and again', async () => {
    const id = await makeMentor('A');
    const there = async () => (await names({ p_query: mark })).length === 1;
    expect(await there()).toBe(true);
    await sql`insert into private.account_states (user_id, suspended_at) values (${id}, now())`;
    expect(await there()).toBe(false);
    await sql`update private.account_states set suspended_at = null where user_id = ${id}`;
    expect(await there()).toBe(true);
    await sql`update public.profiles set role = 'student' where id = ${id}`;
    expect(await there()).toBe(false);
    await sql`update public.profiles set role = 'mentor' where id = ${id}`;
    expect(await there()).toBe(true);
    await sql`delete from auth.users where id = ${id}`;
    expect(await there()).toBe(false);
  });

  test('a mentor is found by what they just wrote, and no longer by what they had', async () => {
    const id = await makeMentor('A', { skills: ['Rust'] });
    await asUser(
      sql,
      id,
      (tx) =>
        tx`update public.profiles set full_name = 'Zoë Ångström', skills = ${['Go', mark]}, headline = null,
             bio = 'Compilers' where id = ${id}`,
    );
    for (const query of ['zoe angs', 'ZOË', `go ${mark}`, 'compil'])
      expect(await names({ p_query: `${query} ${mark}` }), query).toEqual(['Zoë Ångström']);
    expect(await names({ p_query: `rust ${mark}` })).toEqual([]);
  });
});

describe('what is asked for', () => {
  test('those who take requests come first, then by name', async () => {
    await makeMentor('B', { accepting: false });
    await makeMentor('A', { accepting: false });
    await makeMentor('D');
    await makeMentor('C');
    expect(await names({ p_query: mark })).toEqual(['C', 'D', 'A', 'B']);
    expect(await names({ p_query: mark, p_available: true })).toEqual(['C', 'D']);
    expect(await names({ p_query: mark, p_available: false })).toHaveLength(4);
  });

  test('all of the skills, whole and in any case, alone or with words', async () => {
    await makeMentor('A', { skills: ['PostgreSQL', 'Code review', 'C++'] });
    await makeMentor('B', { skills: ['postgresql', 'C'] });
    await makeMentor('C', { skills: ['Post'], headline: 'PostgreSQL' });
    const of = (...p_skills: string[]) => names({ p_query: mark, p_skills });
    expect(await of('postgresql')).toEqual(['A', 'B']);
    expect(await of('POSTGRESQL', 'code REVIEW')).toEqual(['A']);
    expect(await of('C')).toEqual(['B']);
    expect(await of('Code')).toEqual([]);
    expect(await of()).toEqual(['A', 'B', 'C']);
    expect(await names({ p_query: `${mark} postgres` })).toEqual(['A', 'B', 'C']);
  });

  test('pages meet without gap or repetition, also among equal names', async () => {
    const ids = [];
    for (let n = 0; n < 7; n += 1)
      ids.push(await makeMentor(n < 4 ? 'Same' : `N${n}`, { accepting: n % 2 === 0 }));
    const seen: string[] = [];
    let page = await list({ p_query: mark, p_limit: 2 });
    for (;;) {
      seen.push(...page.items.map((item) => item.id));
      expect(page.has_more).toBe(page.next_cursor !== null);
      if (page.next_cursor === null) break;
      page = await list({ p_query: mark, p_limit: 2, p_cursor: page.next_cursor });
    }
    expect(seen).toEqual((await list({ p_query: mark })).items.map((item) => item.id));
    expect(new Set(seen)).toEqual(new Set(ids));
  });

  test.each([
    [{ p_query: 'x'.repeat(101) }, 'query'],
    [{ p_query: '?!' }, 'query'],
    [{ p_skills: Array.from({ length: 11 }, String) }, 'skills'],
    [{ p_cursor: 'garbage' }, 'cursor'],
    [{ p_cursor: Buffer.from('{}').toString('base64') }, 'cursor'],
    [{ p_cursor: Buffer.from('["x","y","z"]').toString('base64') }, 'cursor'],
    [{ p_cursor: Buffer.from('[true,null,null]').toString('base64') }, 'cursor'],
  ])('%j: one clear sentence', async (args, field) => {
    expect((await refusal(list(args))).detail).toMatchObject({
      code: 'invalid',
      fields: { [field]: expect.any(String) as string },
    });
  });

  test.each(["' or 1=1 --", 'a & | ! b:*', '%', '\\'])('%j is plain words', async (p_query) => {
    await (p_query.includes('a') || p_query.includes('or')
      ? list({ p_query })
      : refusal(list({ p_query })));
  });

  test('the skills there are, counted by people whatever their case', async () => {
    const skill = `Skill ${mark}`;
    await makeMentor('A', { skills: [skill, skill.toUpperCase(), 'Other'] });
    await makeMentor('B', { skills: [` ${skill} `] });
    await makeMentor('C', { skills: [skill.toUpperCase()] });
    await makeMentor('D', { skills: [skill], status: 'pending' });
    const skills = await asUser(sql, me, (tx) =>
      call<{ skill: string; mentors: number }[]>(tx, 'mentor_skills'),
    );
    expect(skills).toContainEqual({ skill, mentors: 3 });
  });
});

describe('a profile', () => {
  test('has exactly these keys; the directory a part of them', async () => {
    const id = await makeMentor('A');
    const common = [
      ...['accepting', 'avatar_url', 'full_name', 'headline', 'id', 'last_seen', 'presence'],
      ...['rating_average', 'rating_count', 'reply_seconds', 'skills', 'timezone'],
    ];
    expect(Object.keys(await profile(id)).sort()).toEqual(
      [...common, 'bio', 'blocked_by_me', 'created_at', 'mentor_status', 'role'].sort(),
    );
    const { items } = await list({ p_query: mark });
    expect(Object.keys(items[0]!).sort()).toEqual(common);
  });

  test('of somebody who is gone or never was is not found', async () => {
    const id = await makeMentor('A');
    await sql`delete from auth.users where id = ${id}`;
    const answers = [await refusal(profile(id)), await refusal(profile(randomUUID()))];
    expect(answers[0]).toMatchObject({ sqlstate: 'PT404', detail: { code: 'not_found' } });
    expect(answers[1]).toEqual(answers[0]);
  });

  test('tells whom I blocked, never who blocked me', async () => {
    const id = await makeMentor('A');
    await sql`insert into public.blocks (user_id, blocked_id) values (${me}, ${id})`;
    expect((await profile(id)).blocked_by_me).toBe(true);
    expect((await profile(me, id)).blocked_by_me).toBe(false);
  });

  test('shows presence of approved mentors to all, of others to those they share a session with', async () => {
    const [mentor, student] = [await makeMentor('A'), await makeUser(sql)];
    for (const id of [mentor, student])
      await sql`insert into public.user_presence (user_id, status) values (${id}, 'online')`;
    expect((await profile(mentor)).presence).toBe('online');
    expect(await profile(student)).toMatchObject({ presence: 'offline', last_seen: null });
    await makeSession(sql, student, me);
    expect((await profile(student)).presence).toBe('online');
    await sql`update public.user_presence set last_seen = now() - interval '91 seconds' where user_id = ${student}`;
    expect((await profile(student)).presence).toBe('offline');
  });
});

describe('one’s own', () => {
  const write = (set: string, who = me) =>
    asUser(sql, who, (tx) => tx.unsafe(`update public.profiles set ${set} where id = '${who}'`));

  test('whether one takes requests, and everything else that describes', async () => {
    await write(
      `accepting = false, headline = 'h', bio = 'b', skills = '{a,b}', timezone = 'Asia/Tokyo'`,
    );
    expect(await profile(me)).toMatchObject({ accepting: false, skills: ['a', 'b'] });
  });

  test.each([
    `skills = array_fill('x'::text, array[31])`,
    `skills = '{""}'`,
    `skills = '{null}'`,
    `skills = '{{a,b},{c,d}}'`,
    `skills = array[repeat('x', 1201)]`,
    `headline = repeat('x', 161)`,
    `bio = repeat('x', 2001)`,
  ])('not %s', async (set) => {
    expect((await refusal(write(set))).sqlstate).toBe('23514');
  });
  test.each([`full_name = ''`, `full_name = '  '`])('not %s', async (set) => {
    expect((await refusal(write(set))).sqlstate).toBe('PT422');
  });

  test.each([`mentor_status = 'approved'`, `role = 'admin'`, `created_at = now()`])(
    'not %s',
    async (set) => {
      expect((await refusal(write(set))).sqlstate).toBe('42501');
    },
  );
});

describe(`with ${MANY} mentors`, { timeout: PATIENCE_MS }, () => {
  let watcher: postgres.Sql;
  let notices: string[] = [];

  beforeAll(async () => {
    await sql`
      insert into auth.users (instance_id, id, aud, role, email, raw_user_meta_data)
      select '00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated',
        n || '@many.example', jsonb_build_object('full_name', 'Mentor ' || md5(n::text), 'role', 'mentor')
      from generate_series(1, ${MANY}::int) n`;
    await sql`
      update public.profiles p set mentor_status = 'approved',
        skills = array['Common', 'Skill ' || (hashtext(p.id::text) & 511)], headline = 'I help with ' || p.full_name
      where p.full_name like 'Mentor %'`;
    const superUrl = new URL(inject('testServer').superUrl ?? url);
    superUrl.pathname = new URL(url).pathname;
    watcher = postgres(superUrl.href, {
      max: 1,
      onnotice: (notice) => notices.push(notice['message'] ?? ''),
    });
    await watcher.unsafe('vacuum analyze');
    // Only a superuser may load it; it shows the plans inside functions.
    await watcher.unsafe(`load 'auto_explain'`);
  }, PATIENCE_MS);
  afterAll(() => watcher.end());

  /** What is scanned how, line by line. */
  async function scansOf(statement: string): Promise<string[]> {
    notices = [];
    await watcher.begin(async (tx) => {
      await tx.unsafe(`
        set local client_min_messages = log;
        set local auto_explain.log_min_duration = 0;
        set local auto_explain.log_nested_statements = on;
        -- As on hosted, whose disks seek fast.
        set local random_page_cost = 1.1;
        set local role authenticated;
        set local request.jwt.claims = '${JSON.stringify({ sub: me, role: 'authenticated' })}'`);
      await tx.unsafe(statement);
    });
    const plans = notices.filter((notice) => notice.includes('plan:')).join('\n');
    return plans.match(/(Seq Scan on|Index Scan using|Index Scan on|Index Cond:) .*/g) ?? [];
  }

  test.each([
    ['the first page', `p_limit => 50`, 'mentor_directory_list_idx'],
    ['those who take requests', `p_available => true`, 'mentor_directory_list_idx'],
    ['a name', `p_query => 'mentor c4ca'`, 'mentor_directory_terms_idx'],
    ['a skill', `p_skills => array['skill 17']`, 'mentor_directory_terms_idx'],
    ['a word and a skill', `'help', array['skill 17']`, 'mentor_directory_terms_idx'],
  ])('%s is found by index, and nothing is walked', async (_what, args, index) => {
    const scans = await scansOf(`select public.list_mentors(${args})`);
    expect(scans).toContainEqual(expect.stringContaining(index));
    expect(scans.filter((scan) => WALKS.test(scan))).toEqual([]);
  });

  test('the last page is found by index', async () => {
    const [last] = await sql<{ cursor: string }[]>`
      select private.write_name_cursor(not d.accepting, d.full_name, d.user_id) as cursor
      from private.mentor_directory d order by not d.accepting desc, d.full_name desc, d.user_id desc offset 20 limit 1`;
    const scans = await scansOf(`select public.list_mentors(p_cursor => '${last!.cursor}')`);
    expect(scans).toContainEqual(expect.stringMatching(/Index Cond: .*ROW/));
    expect(scans.filter((scan) => WALKS.test(scan))).toEqual([]);
  });
});
