import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  type Sql,
} from '../support/database.ts';

const { sql } = await createTestDatabase();

let student: string;
let mentor: string;
let outsider: string;
let sessionId: string;

beforeAll(async () => {
  [student, mentor, outsider] = await Promise.all([
    makeUser(sql),
    makeUser(sql, 'mentor'),
    makeUser(sql),
  ]);
  sessionId = await makeSession(sql, student, mentor);
});

const pathOf = (userId: string, session = sessionId): string =>
  `${session}/${userId}/${randomUUID()}.pdf`;

/** What an upload does in the database: a plain insert under the person's own policies. */
const uploadAs = (userId: string | null, name: string, bucket = 'attachments') =>
  asUser(sql, userId, (tx) =>
    tx`insert into storage.objects (bucket_id, name) values (${bucket}, ${name})`.then(() => name),
  );

const sees = async (userId: string | null, name: string, bucket = 'attachments') => {
  const rows = await asUser(
    sql,
    userId,
    (tx) => tx`select from storage.objects where bucket_id = ${bucket} and name = ${name}`,
  );
  return rows.length === 1;
};

/** What the Storage API does to delete: it alone sets the switch. */
const deletes = async (userId: string, name: string, bucket = 'attachments') => {
  const rows = await asUser(sql, userId, async (tx) => {
    await tx`select set_config('storage.allow_delete_query', 'true', true)`;
    return tx`delete from storage.objects where bucket_id = ${bucket} and name = ${name} returning id`;
  });
  return rows.length === 1;
};

/** Lets a message name a file, as sending with attachments does. Returns the message's id. */
async function attach(owner: Sql, userId: string, name: string): Promise<string> {
  const sent = await asUser(owner, userId, (tx) => send(tx, sessionId, 'see the file'));
  await owner`update public.messages set attachments = ${owner.json([{ path: name }])} where id = ${sent!.id}`;
  return sent!.id;
}

describe('the buckets', () => {
  test('attachments are private, avatars public; 10 MB; nothing that runs scripts', async () => {
    const rows = await sql<{ id: string; public: boolean; file_size_limit: number }[]>`
      select id, public, file_size_limit from storage.buckets order by id`;
    expect(rows).toEqual([
      { id: 'attachments', public: false, file_size_limit: 10_485_760 },
      { id: 'avatars', public: true, file_size_limit: 10_485_760 },
    ]);
    const types = await sql<{ type: string }[]>`
      select unnest(allowed_mime_types) as type from storage.buckets`;
    expect(types.length).toBeGreaterThan(0);
    expect(types.filter(({ type }) => /svg|html|xml$|script/.test(type))).toEqual([]);
  });

  test('nobody but the server sees or changes a bucket', async () => {
    for (const userId of [student, null]) {
      expect(await asUser(sql, userId, (tx) => tx`select from storage.buckets`)).toHaveLength(0);
      const change = asUser(
        sql,
        userId,
        (tx) => tx`update storage.buckets set public = true returning id`,
      );
      expect(await change).toHaveLength(0);
    }
  });
});

describe('uploading an attachment', () => {
  test('a participant, into their own folder', async () => {
    const name = await uploadAs(student, pathOf(student));
    expect(await sees(student, name)).toBe(true);
  });

  test.each([
    ['another person’s folder', () => pathOf(mentor)],
    ['a session one does not take part in', () => pathOf(student, randomUUID())],
    ['no folder', () => `${randomUUID()}.pdf`],
    ['a folder too deep', () => `${sessionId}/${student}/deep/${randomUUID()}.pdf`],
    ['a name that is no uuid', () => `${sessionId}/${student}/invoice.pdf`],
    ['no extension', () => `${sessionId}/${student}/${randomUUID()}`],
    ['two extensions', () => `${sessionId}/${student}/${randomUUID()}.pdf.exe`],
    ['a traversal', () => `${sessionId}/${student}/../${mentor}/${randomUUID()}.pdf`],
    ['capital letters', () => `${sessionId}/${student}/${randomUUID().toUpperCase()}.pdf`],
    ['a line end after it', () => `${pathOf(student)}\n`],
    ['a leading slash', () => `/${pathOf(student)}`],
  ])('is refused: %s', async (_what, name) => {
    expect((await refusal(uploadAs(student, name()))).sqlstate).toBe('42501');
  });

  test('an outsider, a visitor and somebody who left are refused', async () => {
    expect((await refusal(uploadAs(outsider, pathOf(outsider)))).sqlstate).toBe('42501');
    expect((await refusal(uploadAs(null, pathOf(student)))).sqlstate).toBe('42501');
    const left = await makeUser(sql);
    const other = await makeSession(sql, left, mentor);
    await sql`update public.participants set left_at = now() where session_id = ${other} and user_id = ${left}`;
    expect((await refusal(uploadAs(left, pathOf(left, other)))).sqlstate).toBe('42501');
  });

  test('nothing is overwritten or moved, not even one’s own', async () => {
    const name = await uploadAs(student, pathOf(student));
    const moved = await asUser(
      sql,
      student,
      (tx) =>
        tx`update storage.objects set name = ${pathOf(student)} where name = ${name} returning id`,
    );
    expect(moved).toHaveLength(0);
    const overwrite = asUser(
      sql,
      student,
      (tx) => tx`
        insert into storage.objects (bucket_id, name) values ('attachments', ${name})
        on conflict (bucket_id, name) do update set version = 'x'`,
    );
    expect((await refusal(overwrite)).sqlstate).toBe('42501');
  });
});

describe('reading an attachment', () => {
  test('its owner alone until a message names it, then every participant, never an outsider', async () => {
    const name = await uploadAs(student, pathOf(student));
    expect([await sees(student, name), await sees(mentor, name)]).toEqual([true, false]);
    await attach(sql, student, name);
    expect([await sees(student, name), await sees(mentor, name)]).toEqual([true, true]);
    expect([await sees(outsider, name), await sees(null, name)]).toEqual([false, false]);
  });

  test('whoever joined later sees the files of later messages only', async () => {
    const admin = await makeUser(sql, 'admin');
    const early = await uploadAs(student, pathOf(student));
    await attach(sql, student, early);
    await sql`
      insert into public.participants (session_id, user_id, role, from_seq)
      select id, ${admin}, 'admin', last_seq + 1 from public.sessions where id = ${sessionId}`;
    const late = await uploadAs(student, pathOf(student));
    await attach(sql, student, late);
    expect([await sees(admin, early), await sees(admin, late)]).toEqual([false, true]);
  });

  test('whoever left sees nothing any more', async () => {
    const left = await makeUser(sql);
    const name = await uploadAs(student, pathOf(student));
    await attach(sql, student, name);
    await sql`insert into public.participants (session_id, user_id, role) values (${sessionId}, ${left}, 'student')`;
    expect(await sees(left, name)).toBe(true);
    await sql`update public.participants set left_at = now() where user_id = ${left}`;
    expect(await sees(left, name)).toBe(false);
  });

  test('a message of another session that names it opens nothing', async () => {
    const name = await uploadAs(student, pathOf(student));
    const other = await makeSession(sql, outsider, mentor);
    const sent = await asUser(sql, outsider, (tx) => send(tx, other, 'mine now'));
    await sql`update public.messages set attachments = ${sql.json([{ path: name }])} where id = ${sent!.id}`;
    expect([await sees(outsider, name), await sees(mentor, name)]).toEqual([false, false]);
  });
});

describe('deleting an attachment', () => {
  test('its owner, while no message names it', async () => {
    const name = await uploadAs(student, pathOf(student));
    expect(await deletes(mentor, name)).toBe(false);
    expect(await deletes(student, name)).toBe(true);
  });

  test('nobody once a message names it', async () => {
    const name = await uploadAs(student, pathOf(student));
    await attach(sql, student, name);
    expect([await deletes(student, name), await deletes(mentor, name)]).toEqual([false, false]);
  });

  test('plain SQL deletes no file, whoever asks', async () => {
    const name = await uploadAs(student, pathOf(student));
    const plain = asUser(
      sql,
      student,
      (tx) => tx`delete from storage.objects where name = ${name}`,
    );
    expect((await refusal(plain)).message).toContain('Use the Storage API');
    expect((await refusal(sql`delete from storage.objects`)).message).toContain('Storage API');
  });
});

describe('avatars', () => {
  test('one’s own folder: write, replace, delete; nobody else’s', async () => {
    const name = `${student}/${randomUUID()}.png`;
    await uploadAs(student, name, 'avatars');
    const replaced = await asUser(
      sql,
      student,
      (tx) => tx`update storage.objects set version = 'v2' where name = ${name} returning id`,
    );
    expect(replaced).toHaveLength(1);
    expect([await sees(student, name, 'avatars'), await sees(mentor, name, 'avatars')]).toEqual([
      true,
      false,
    ]);
    expect(await deletes(mentor, name, 'avatars')).toBe(false);
    expect(await deletes(student, name, 'avatars')).toBe(true);
  });

  test.each([
    ['another folder', () => `${mentor}/${randomUUID()}.png`],
    ['no folder', () => `${randomUUID()}.png`],
    ['a traversal', () => `${student}/../${mentor}/${randomUUID()}.png`],
    ['a folder that begins alike', () => `${student}x/${randomUUID()}.png`],
    ['a folder too deep', () => `${student}/deeper/${randomUUID()}.png`],
    ['a name that no profile may name', () => `${student}/me.png`],
    ['a second line', () => `${student}/${randomUUID()}.png\n`],
  ])('are refused in %s', async (_what, name) => {
    expect((await refusal(uploadAs(student, name(), 'avatars'))).sqlstate).toBe('42501');
  });

  test('a move out of one’s folder, or to a name that could not be uploaded, is refused', async () => {
    const name = await uploadAs(student, `${student}/${randomUUID()}.png`, 'avatars');
    for (const target of [`${mentor}/${randomUUID()}.png`, `${student}/me.png`, `${student}/x`]) {
      const move = asUser(
        sql,
        student,
        (tx) => tx`update storage.objects set name = ${target} where name = ${name}`,
      );
      expect((await refusal(move)).sqlstate).toBe('42501');
    }
  });

  test('somebody suspended, or whose account is gone, uploads none with what is left of their sign-in', async () => {
    const person = await makeUser(sql);
    const put = () => uploadAs(person, `${person}/${randomUUID()}.png`, 'avatars');
    await put();
    await sql`insert into private.account_states (user_id, suspended_at) values (${person}, now())`;
    expect((await refusal(put())).sqlstate).toBe('42501');
    await sql`delete from auth.users where id = ${person}`;
    expect((await refusal(put())).sqlstate).toBe('42501');
  });

  test('the file of a former picture is queued, once', async () => {
    const person = await makeUser(sql);
    const paths = [1, 2].map(() => `${person}/${randomUUID()}.png`);
    for (const path of [...paths, paths[1]!, null])
      await asUser(
        sql,
        person,
        (tx) => tx`update public.profiles set avatar_url = ${path} where id = ${person}`,
      );
    const queued = await sql`
      select path from private.file_deletions where bucket = 'avatars' and path like ${`${person}/%`} order by queued_at`;
    expect(queued.map((row) => row['path'] as string)).toEqual(paths);
  });
});

test('a bucket without a policy is closed', async () => {
  await sql`insert into storage.buckets (id, name) values ('other', 'other')`;
  expect((await refusal(uploadAs(student, `${student}/a.png`, 'other'))).sqlstate).toBe('42501');
});
