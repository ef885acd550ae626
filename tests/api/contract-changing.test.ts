import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { removeQueuedFiles } from '../../supabase/functions/remove-files/remove-queued-files.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, type Person } from '../support/people.ts';
import { rest, type Answer } from './rest.ts';
import { forgetRate } from './say.ts';

/** What the API says about changes to messages, and about files, to somebody who reads its answers. */

const facts = inject('stack');
const sql = useDatabase();
const TEXT = 'Ten words of plain text.';

let student: Person;
let mentor: Person;
let sessionId: string;

beforeAll(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
});
beforeEach(async () => {
  await forgetRate(sql(), student.id);
  sessionId = await makeSession(sql(), student.id, mentor.id);
});

const rpc = (who: Person, name: string, body: Record<string, unknown>): Promise<Answer> =>
  rest(facts, who.accessToken, `rpc/${name}`, { body });
const send = (who: Person, more: Record<string, unknown>): Promise<Answer> =>
  rest(facts, who.accessToken, 'messages?on_conflict=id&select=id,seq,rev', {
    body: { id: uuidv7(), session_id: sessionId, ...more },
    headers: { prefer: 'return=representation,resolution=ignore-duplicates' },
  });
async function say(content: string): Promise<string> {
  const { body } = await send(student, { content });
  return (body as [{ id: string }])[0].id;
}
const code = (answer: Answer): unknown => {
  const { details } = answer.body as { details: string };
  return JSON.parse(details);
};
/** The one message of the session, as a page has it. */
const page = async (who: Person) => {
  const { body } = await rpc(who, 'get_messages', { p_session_id: sessionId });
  return (body as { items: Record<string, unknown>[] }).items;
};

const storage = (who: Person, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${facts.apiUrl}/storage/v1/object/attachments/${path}`, {
    ...init,
    headers: {
      apikey: facts.publishableKey,
      authorization: `Bearer ${who.accessToken}`,
      ...(init.body === undefined ? {} : { 'content-type': 'text/plain' }),
    },
  });
async function upload(who: Person, body = TEXT): Promise<string> {
  const path = `${sessionId}/${who.id}/${randomUUID()}.txt`;
  const response = await storage(who, path, { method: 'POST', body });
  expect(response.status).toBe(200);
  await response.body?.cancel();
  return path;
}
const download = async (who: Person, path: string) => {
  const response = await storage(who, path);
  const text = await response.text();
  return response.ok ? text : null;
};

test('a message item has exactly these keys', async () => {
  await say('hello');
  const [item] = await page(mentor);
  expect(Object.keys(item!).sort()).toEqual(
    [
      ...['attachments', 'content', 'created_at', 'deleted_at', 'edited_at', 'forwarded', 'id'],
      ...['message_type', 'metadata', 'pinned_at', 'pinned_by', 'reactions', 'reply_to', 'rev'],
      ...['sender_id', 'seq', 'session_id', 'updated_at'],
    ].sort(),
  );
  expect(item).toMatchObject({
    attachments: [],
    reactions: [],
    forwarded: false,
    pinned_at: null,
    pinned_by: null,
  });
});

test('each change answers with the item that a page then has, and catch-up finds it', async () => {
  const id = await say('hello');
  const changes: [string, Record<string, unknown>][] = [
    ['edit_message', { p_id: id, p_content: 'better', p_expected_rev: 1 }],
    ['set_reaction', { p_message_id: id, p_emoji: '👍', p_on: true }],
    ['pin_message', { p_message_id: id, p_on: true }],
    ['delete_message', { p_id: id }],
  ];
  for (const [index, [name, body]] of changes.entries()) {
    const rev = index + 2;
    const answer = await rpc(student, name, body);
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body, name).toMatchObject({ id, rev });
    expect((await page(mentor))[0]).toEqual(answer.body);
    const { body: synced } = await rpc(mentor, 'sync_session', {
      p_session_id: sessionId,
      p_since_rev: rev - 1,
    });
    expect(synced).toMatchObject({ items: [answer.body], last_rev: rev });
    expect((await rpc(student, name, body)).body, `${name}, repeated`).toEqual(answer.body);
  }
});

test('pins are listed', async () => {
  const id = await say('hello');
  const pinned = await rpc(mentor, 'pin_message', { p_message_id: id, p_on: true });
  const listed = await rpc(student, 'list_pins', { p_session_id: sessionId });
  expect(listed.body).toEqual({ items: [pinned.body] });
});

describe('refusals', () => {
  test('carry a status and a code', async () => {
    const id = await say('hello');
    const edit = (who: Person, p_content: string, p_expected_rev = 1, p_id = id) =>
      rpc(who, 'edit_message', { p_id, p_content, p_expected_rev });
    const missing = await edit(student, 'x', 1, randomUUID());
    expect([missing.status, code(missing)]).toEqual([404, { code: 'not_found' }]);
    const others = await edit(mentor, 'x');
    expect([others.status, others.body]).toEqual([403, expect.objectContaining({ code: '42501' })]);
    expect((await rpc(mentor, 'delete_message', { p_id: id })).status).toBe(403);
    await edit(student, 'better');
    const stale = await edit(student, 'other');
    expect([stale.status, code(stale)]).toEqual([
      409,
      { code: 'stale', rev: 2, content: 'better' },
    ]);
    await sql()`update public.messages set created_at = now() - interval '1 day' where id = ${id}`;
    const late = await edit(student, 'other', 2);
    expect([late.status, code(late)]).toEqual([409, { code: 'edit_window_over' }]);
    await rpc(student, 'delete_message', { p_id: id });
    for (const answer of [
      await edit(student, 'other', 2),
      await rpc(mentor, 'set_reaction', { p_message_id: id, p_emoji: '👍', p_on: true }),
      await rpc(mentor, 'pin_message', { p_message_id: id, p_on: true }),
      await send(mentor, { content: 'yes', reply_to: id }),
    ])
      expect([answer.status, code(answer)]).toEqual([409, { code: 'message_deleted' }]);
  });

  test('of reactions that are no emoji', async () => {
    const id = await say('hello');
    const answer = await rpc(mentor, 'set_reaction', {
      p_message_id: id,
      p_emoji: '<img src=x>',
      p_on: true,
    });
    expect([answer.status, code(answer)]).toEqual([
      422,
      { code: 'invalid', fields: { emoji: 'A reaction is one emoji.' } },
    ]);
  });
});

describe('a file', () => {
  test('is uploaded, sent, read by the other, and gone once its message is deleted', async () => {
    const path = await upload(student);
    expect(await download(mentor, path)).toBeNull();
    const id = uuidv7();
    const attachments = [{ path, name: 'words.txt', size: 5 }];
    expect((await send(student, { id, attachments })).status).toBe(201);
    expect((await page(mentor))[0]).toMatchObject({
      message_type: 'file',
      content: null,
      attachments: [{ path, name: 'words.txt', size: TEXT.length, mime: 'text/plain' }],
    });
    expect(await download(mentor, path)).toBe(TEXT);
    const again = await send(student, { id, attachments });
    expect([again.status, again.body]).toEqual([expect.any(Number), []]);

    await rpc(student, 'delete_message', { p_id: id });
    expect(await download(mentor, path)).toBeNull();
    const access = { apiUrl: facts.apiUrl, secretKey: facts.secretKey };
    await removeQueuedFiles(sql(), access);
    expect(await download(student, path)).toBeNull();
    expect(await sql()`select from private.file_deletions where path = ${path}`).toHaveLength(0);
    expect(await sql()`select from storage.objects where name = ${path}`).toHaveLength(0);
    await removeQueuedFiles(sql(), access);
  });

  test('that Storage would not remove stays queued', async () => {
    const path = await upload(student);
    const id = uuidv7();
    await send(student, { id, attachments: [{ path, name: 'words.txt' }] });
    await rpc(student, 'delete_message', { p_id: id });
    const access = { apiUrl: facts.apiUrl, secretKey: 'sb_secret_wrong' };
    await expect(removeQueuedFiles(sql(), access)).rejects.toThrow('Storage removed no files');
    const [row] = await sql()`select attempts from private.file_deletions where path = ${path}`;
    expect(row).toEqual({ attempts: 1 });
  });

  test('that is empty, somebody else’s or missing is refused with its field', async () => {
    const why = async (path: string) => {
      const answer = await send(student, { attachments: [{ path, name: 'a.txt' }] });
      expect(answer.status).toBe(422);
      return code(answer);
    };
    const invalid = (attachments: string) => ({ code: 'invalid', fields: { attachments } });
    const absent = invalid('This file is not there, or not yours to send here.');
    expect(await why(await upload(student, ''))).toEqual(invalid('This file is empty.'));
    expect(await why(await upload(mentor))).toEqual(absent);
    expect(await why(`${sessionId}/${student.id}/${randomUUID()}.txt`)).toEqual(absent);
  });

  test('can be withdrawn until it is sent', async () => {
    const [unsent, sent] = [await upload(student), await upload(student)];
    await send(student, { attachments: [{ path: sent, name: 'a.txt' }] });
    for (const path of [unsent, sent]) {
      const response = await storage(student, path, { method: 'DELETE' });
      await response.body?.cancel();
    }
    expect(await download(student, unsent)).toBeNull();
    expect(await download(student, sent)).toBe(TEXT);
  });
});
