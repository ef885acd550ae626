import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  asUser,
  call,
  createTestDatabase,
  makeSession,
  makeUser,
  refusal,
  send,
  set,
  untilBlocked,
} from '../support/database.ts';
import { dropFile, filePath, putFile, type StoredFile } from '../support/stored-files.ts';

const LIMIT_BYTES = 10_485_760;
const NOT_THERE = 'This file is not there, or not yours to send here.';
const PICTURE: StoredFile = { extension: 'png', mime: 'image/png', size: 2000 };

const { sql } = await createTestDatabase();
let student: string;
let mentor: string;
let session: string;

beforeAll(async () => {
  await set(sql, 'messages_per_minute', 1_000_000);
  student = await makeUser(sql, 'student');
  mentor = await makeUser(sql, 'mentor');
  session = await makeSession(sql, student, mentor);
});

const put = (file: StoredFile = {}) => putFile(sql, session, student, file);
const sendWith = (attachments: unknown, content: string | null = null, id = uuidv7()) =>
  asUser(sql, student, (tx) => send(tx, session, content, { id, attachments }));
const whyNot = async (attachments: unknown) => {
  const { sqlstate, detail } = await refusal(sendWith(attachments, 'with text'));
  expect(sqlstate).toBe('PT422');
  return (detail['fields'] as Record<string, string>)['attachments'];
};
const stored = async (id: string) => {
  const [row] = await sql`
    select message_type, content, attachments from public.messages where id = ${id}`;
  return row!;
};
/** Ways a request may end that the caller may look at while it is still under way. */
const settled = <T>(request: Promise<T>) =>
  request.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

describe('a message with files', () => {
  test('says of each what was stored, not what the client claims', async () => {
    const path = await put({ size: 1234, mime: 'Text/Plain; charset=utf-8', extension: 'txt' });
    const sent = await sendWith([
      { path, name: 'notes.txt', size: 1, mime: 'image/png', width: 5, url: 'https://x.test' },
    ]);
    expect(await stored(sent!.id)).toEqual({
      message_type: 'file',
      content: null,
      attachments: [{ path, name: 'notes.txt', size: 1234, mime: 'text/plain' }],
    });
  });

  test('needs no text; blank text is none', async () => {
    for (const content of [null, '', ' \n\u200b']) {
      const sent = await sendWith([{ path: await put(), name: 'a.pdf' }], content);
      expect(await stored(sent!.id)).toMatchObject({ content: null });
    }
    const sent = await sendWith([{ path: await put(), name: 'a.pdf' }], 'look');
    expect(await stored(sent!.id)).toMatchObject({ content: 'look' });
  });

  test('is an image if all are images, a file otherwise, text without any', async () => {
    const picture = async () => ({
      path: await put(PICTURE),
      name: 'a.png',
      width: 40,
      height: 30,
    });
    const file = async () => ({ path: await put(), name: 'a.pdf' });
    const images = await sendWith([await picture(), await picture()]);
    expect(await stored(images!.id)).toMatchObject({
      message_type: 'image',
      attachments: [
        { width: 40, height: 30, mime: 'image/png' },
        { width: 40, height: 30 },
      ],
    });
    const mixed = await sendWith([await picture(), await file()]);
    expect(await stored(mixed!.id)).toMatchObject({ message_type: 'file' });
    expect(await stored((await sendWith([], 'text'))!.id)).toMatchObject({ message_type: 'text' });
  });

  test('shows in the list by its text, or else by the names of its files', async () => {
    const preview = async () => {
      const [row] = await sql`select last_message from public.sessions where id = ${session}`;
      return row!['last_message'] as string;
    };
    const files = async () => [
      { path: await put(), name: 'a.pdf' },
      { path: await put(), name: 'b.pdf' },
    ];
    await sendWith(await files());
    expect(await preview()).toBe('a.pdf, b.pdf');
    await sendWith(await files(), 'look');
    expect(await preview()).toBe('look');
  });

  test('may be sent again after a lost answer', async () => {
    const attachments = [{ path: await put(), name: 'a.pdf' }];
    const id = uuidv7();
    expect(await sendWith(attachments, null, id)).toBeDefined();
    expect(await sendWith(attachments, null, id)).toBeUndefined();
  });

  test('holds ten at most', async () => {
    const files = [];
    for (let n = 0; n < 11; n += 1) files.push({ path: await put(), name: `${n}.pdf` });
    expect(await whyNot(files)).toBe('A message holds 10 files at most.');
    const sent = await sendWith(files.slice(0, 10));
    expect((await stored(sent!.id))['attachments']).toHaveLength(10);
  });
});

describe('a file that is refused', () => {
  test('alike: missing, half uploaded, another person’s, another session’s, another bucket’s', async () => {
    const elsewhere = await makeSession(sql, student, mentor);
    const half = filePath(session, student);
    const avatar = filePath(session, student, 'png');
    await sql`insert into storage.objects (bucket_id, name) values ('attachments', ${half}), ('avatars', ${avatar})`;
    const paths = [
      filePath(session, student),
      half,
      await putFile(sql, session, mentor),
      await putFile(sql, elsewhere, student),
      avatar,
      `${session}/${student}/../${mentor}/${randomUUID()}.pdf`,
      '',
      null,
      7,
      { a: 1 },
    ];
    for (const path of paths) expect(await whyNot([{ path, name: 'a.pdf' }])).toBe(NOT_THERE);
    expect(await whyNot([{ name: 'a.pdf' }])).toBe(NOT_THERE);
  });

  test('named twice, by one message or by two', async () => {
    const path = await put();
    const twice = [
      { path, name: 'a.pdf' },
      { path, name: 'b.pdf' },
    ];
    expect(await whyNot(twice)).toBe('The same file is named twice.');
    await sendWith([{ path, name: 'a.pdf' }]);
    expect(await whyNot([{ path, name: 'a.pdf' }])).toBe('This file was sent before.');
  });

  test('one of two messages that name it at once', async () => {
    const attachments = [{ path: await put(), name: 'a.pdf' }];
    const both = await Promise.allSettled([sendWith(attachments), sendWith(attachments)]);
    expect(both.map((reply) => reply.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('empty, too large or of a type that is not allowed, whoever put it there', async () => {
    const why = async (file: StoredFile) => whyNot([{ path: await put(file), name: 'a.pdf' }]);
    expect(await why({ size: 0 })).toBe('This file is empty.');
    expect(await why({ size: LIMIT_BYTES + 1 })).toBe(
      `This file is too large: ${LIMIT_BYTES} bytes at most.`,
    );
    for (const mime of ['image/svg+xml', 'text/html', '', 'image/*'])
      expect(await why({ mime })).toBe('Files of this type cannot be sent.');
    expect(
      await sendWith([{ path: await put({ size: LIMIT_BYTES }), name: 'a.pdf' }]),
    ).toBeDefined();
  });

  test.each([
    undefined,
    null,
    '',
    ' ',
    '\u202e\u200b',
    5,
    ['a'],
    'a'.repeat(256),
    'a/b',
    'a\\b',
    'a\nb',
    'a\u0085b',
    '\u0007',
  ])('for its name: %j', async (name) => {
    expect(await whyNot([{ path: await put(), name }])).toMatch(/^A file needs a name/);
  });

  test.each([0, -1, 1.5, 65_536, '40', true, {}])(
    'for the width of a picture: %j',
    async (width) => {
      expect(await whyNot([{ path: await put(PICTURE), name: 'a.png', width }])).toMatch(/^Width/);
      expect(await whyNot([{ path: await put(PICTURE), name: 'a.png', height: width }])).toMatch(
        /^Width/,
      );
    },
  );

  test.each([{}, 'text', 5, { path: 'x' }])('for what is no list: %j', async (value) => {
    expect(await whyNot(value)).toBe('Attachments are a list of files.');
  });

  test.each(['text', 5, null, [[]]])('for an item that is no file: %j', async (item) => {
    expect(await whyNot([item])).toMatch(/^A file needs a name/);
  });

  test('costs nothing: no number, no token, no trace', async () => {
    const before = await sql`select last_seq, last_rev from public.sessions where id = ${session}`;
    const tokens = () => sql`select hits from private.rate_limits where user_id = ${student}`;
    const spent = await tokens();
    await whyNot([{ path: filePath(session, student), name: 'a.pdf' }]);
    expect(await sql`select last_seq, last_rev from public.sessions where id = ${session}`).toEqual(
      before,
    );
    expect(await tokens()).toEqual(spent);
  });
});

test('names that look strange are names', async () => {
  for (const name of ['a'.repeat(255), '<b>.pdf', '..pdf', 'è 👍.pdf', 'שלום.pdf', "'; drop"]) {
    const sent = await sendWith([{ path: await put(), name }]);
    expect(await stored(sent!.id)).toMatchObject({ attachments: [{ name }] });
  }
});

describe('sending a file and withdrawing it at once', () => {
  const withdraw = (path: string, hold: () => Promise<void> = () => Promise.resolve()) =>
    asUser(sql, student, async (tx) => {
      await tx`select set_config('storage.allow_delete_query', 'true', true)`;
      const rows = await tx`
        delete from storage.objects where bucket_id = 'attachments' and name = ${path} returning id`;
      await hold();
      return rows.length;
    });

  test('withdrawn first: the message finds no file', async () => {
    const path = await put();
    let sending: ReturnType<typeof settled> | undefined;
    const removed = await withdraw(path, async () => {
      sending = settled(sendWith([{ path, name: 'a.pdf' }]));
      await untilBlocked(sql);
    });
    expect(removed).toBe(1);
    expect(await sending).toMatchObject({ error: { code: 'PT422' } });
  });

  test('sent first: nothing is withdrawn', async () => {
    const path = await put();
    let removing: Promise<number> | undefined;
    await asUser(sql, student, async (tx) => {
      await send(tx, session, null, { attachments: [{ path, name: 'a.pdf' }] });
      removing = withdraw(path);
      await untilBlocked(sql);
    });
    expect(await removing).toBe(0);
    expect(await sql`select from storage.objects where name = ${path}`).toHaveLength(1);
  });
});

describe('the files of a deleted message', () => {
  const deleted = async () => {
    const paths = [await put(), await put()];
    const sent = await sendWith(paths.map((path) => ({ path, name: 'a.pdf' })));
    await asUser(sql, student, (tx) => call(tx, 'delete_message', { p_id: sent!.id }));
    return paths;
  };
  const queued = async (paths: string[]) => {
    const rows = await sql<{ path: string }[]>`
      select path from private.file_deletions where path = any (${paths}) order by path`;
    return rows.map((row) => row.path);
  };
  const take = async (batch = 1000) => {
    const rows = await sql<{ path: string }[]>`
      select path from private.take_file_deletions(${batch}) path`;
    return rows.map((row) => row.path);
  };

  test('are queued, unreadable for the others, and cannot be sent again', async () => {
    const paths = await deleted();
    expect(await queued(paths)).toEqual(paths.sort());
    const seen = await asUser(
      sql,
      mentor,
      (tx) => tx`select from storage.objects where name = any (${paths})`,
    );
    expect(seen).toHaveLength(0);
    expect(await whyNot([{ path: paths[0], name: 'a.pdf' }])).toBe(NOT_THERE);
  });

  test('are given to one worker at a time and given out again when nothing came of it', async () => {
    const paths = await deleted();
    const [mine, theirs] = await Promise.all([take(), take()]);
    expect([...mine, ...theirs].filter((path) => paths.includes(path)).sort()).toEqual(
      paths.sort(),
    );
    expect(await take()).toEqual([]);
    const [row] = await sql`
      select attempts, extract(epoch from try_at - clock_timestamp()) as wait
      from private.file_deletions where path = ${paths[0]!}`;
    expect(row!['attempts']).toBe(1);
    expect(Number(row!['wait'])).toBeGreaterThan(50);
    await sql`update private.file_deletions set try_at = now()`;
    expect(await take()).toEqual(expect.arrayContaining(paths));
    await sql`update private.file_deletions set try_at = now(), attempts = 1000`;
    expect(await take()).toEqual(expect.arrayContaining(paths));
  });

  test('leave the queue when they are gone, and not before', async () => {
    const [gone, there] = (await deleted()) as [string, string];
    await dropFile(sql, gone);
    await sql`select private.finish_file_deletions()`;
    expect(await queued([gone, there])).toEqual([there]);
  });
});
