import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { guardOf } from '../../src/backend/client.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, createTokenHolder, eventually, type Person } from '../support/people.ts';
import { createSupabaseBackend } from '../../src/backend/supabase.ts';
import { startRealEngine } from '../support/real-engine.ts';
import { refused } from './refused.ts';
import { say } from './say.ts';

const facts = inject('stack');
const sql = useDatabase();
const TOO_LARGE = 10 * 1024 * 1024 + 1;

let student: Person;
let mentor: Person;
let sessionId: string;

beforeAll(async () => {
  [student, mentor] = await Promise.all([
    createPerson(facts, { fullName: 'Nora Lind' }),
    createPerson(facts, { role: 'mentor', fullName: 'Theo Brandt' }),
  ]);
  sessionId = await makeSession(sql(), student.id, mentor.id);
});

const text = new Blob(['some words'], { type: 'text/plain' });
const pathOf = (person: Person, extension = 'txt', id: string = randomUUID()): string =>
  `${sessionId}/${person.id}/${id}.${extension}`;
const plain = { mime: 'text/plain' };

describe('changing a message', () => {
  test('an edit yields the new state, and repeating it changes nothing', async () => {
    const { backend } = student;
    const sent = await say(student, sessionId, 'first');
    const edited = await backend.editMessage(sent.id, 'second', sent.rev);
    expect(edited).toMatchObject({ id: sent.id, seq: sent.seq, content: 'second' });
    expect(edited.rev).toBeGreaterThan(sent.rev);
    expect(await backend.editMessage(sent.id, 'second', sent.rev)).toEqual(edited);
    expect(await backend.getMessagesById(sessionId, [sent.id, randomUUID()])).toEqual([edited]);
  });

  test('an edit of what has changed since says what it says now', async () => {
    const { backend } = student;
    const sent = await say(student, sessionId, 'first');
    const theirs = await backend.editMessage(sent.id, 'from the phone', sent.rev);
    // A reaction changes the message, but not its text.
    const liked = await mentor.backend.setReaction(sent.id, '👍', true);
    const error = await refused(backend.editMessage(sent.id, 'from here', sent.rev));
    expect(error).toMatchObject({
      kind: 'Conflict',
      code: 'stale',
      theirs: { rev: liked.rev, content: 'from the phone' },
    });
    expect(await backend.editMessage(sent.id, 'from here', theirs.rev)).toMatchObject({
      content: 'from here',
    });
  });

  test('a reaction is set and taken back, and a deletion leaves a tombstone', async () => {
    const sent = await say(student, sessionId, 'hello');
    const liked = await mentor.backend.setReaction(sent.id, '👍', true);
    expect(liked.reactions).toEqual([{ emoji: '👍', userIds: [mentor.id] }]);
    expect(await mentor.backend.setReaction(sent.id, '👍', true)).toEqual(liked);
    expect((await mentor.backend.setReaction(sent.id, '👍', false)).reactions).toEqual([]);
    const tombstone = await student.backend.deleteMessage(sent.id);
    expect(tombstone).toMatchObject({ content: null, deletedBy: 'sender' });
    expect(await student.backend.deleteMessage(sent.id)).toEqual(tombstone);
    expect(await refused(mentor.backend.setReaction(sent.id, '👍', true))).toMatchObject({
      kind: 'Conflict',
      code: 'message_deleted',
    });
  });

  test('a message sent again comes back with what has happened to it', async () => {
    const item = { id: uuidv7(), sessionId, content: 'once' };
    await student.backend.sendMessage(item);
    const liked = await mentor.backend.setReaction(item.id, '👍', true);
    expect(await student.backend.sendMessage(item)).toEqual(liked);
  });
});

describe('answers and files', () => {
  test('a reply names the message it answers', async () => {
    const first = await say(student, sessionId, 'question');
    const item = { id: uuidv7(), sessionId, content: 'answer', replyTo: first.id, forwarded: true };
    expect(await mentor.backend.sendMessage(item)).toMatchObject({
      replyTo: first.id,
      forwarded: true,
    });
  });

  test('a file goes up once, however often it is sent, and then with its message', async () => {
    const path = pathOf(student);
    await student.backend.uploadFile(path, text, plain);
    await student.backend.uploadFile(path, text, plain);
    const attachments = [{ path, name: 'notes.txt', width: null, height: null }];
    const sent = await student.backend.sendMessage({
      id: uuidv7(),
      sessionId,
      content: '',
      attachments,
    });
    expect(sent).toMatchObject({
      type: 'file',
      content: null,
      attachments: [{ path, name: 'notes.txt', size: text.size, mime: 'text/plain' }],
    });
  });

  test.each([
    ['of a forbidden type', 'html', text, 'text/html', 'file_type'],
    ['that is too large', 'txt', new Blob([new Uint8Array(TOO_LARGE)]), 'text/plain', 'file_size'],
  ])('a file %s is refused with a sentence', async (_what, extension, bytes, mime, code) => {
    const upload = student.backend.uploadFile(pathOf(student, extension), bytes, { mime });
    expect(await refused(upload)).toMatchObject({ kind: 'Invalid', code });
  });

  test('nobody puts a file into the folder of somebody else', async () => {
    const upload = student.backend.uploadFile(pathOf(mentor), text, plain);
    expect(await refused(upload)).toMatchObject({ kind: 'Denied' });
  });

  test('nothing goes up in the name of whoever else has signed in meanwhile', async () => {
    const path = pathOf(student);
    guardOf(student.client).userId = mentor.id;
    const error = await refused(student.backend.uploadFile(path, text, plain));
    guardOf(student.client).userId = student.id;
    expect(error).toMatchObject({ kind: 'Unauthorized' });
    const rows = await sql()`select from storage.objects where name = ${path}`;
    expect(rows).toHaveLength(0);
  });

  test('an upload that is ended, or has nowhere to go, is offline', async () => {
    const options = { ...plain, signal: AbortSignal.abort() };
    const upload = student.backend.uploadFile(pathOf(student), text, options);
    expect(await refused(upload)).toMatchObject({ kind: 'Offline' });
  });

  test('a file is withdrawn, unless a message names it or it is somebody else’s', async () => {
    const [mine, sent, theirs] = [pathOf(student), pathOf(student), pathOf(mentor)];
    for (const path of [mine, sent]) await student.backend.uploadFile(path, text, plain);
    await mentor.backend.uploadFile(theirs, text, plain);
    const attachments = [{ path: sent, name: 'notes.txt', width: null, height: null }];
    await student.backend.sendMessage({ id: uuidv7(), sessionId, content: '', attachments });
    await student.backend.withdrawFiles([mine, sent, theirs]);
    const left =
      await sql()`select name from storage.objects where name = any (${[mine, sent, theirs]})`;
    expect(left.map(({ name }) => String(name)).sort()).toEqual([sent, theirs].sort());
  });

  test('uploads need a client of our own making', async () => {
    const foreign = createSupabaseBackend(createTokenHolder(facts, 'a.b.c'));
    const upload = foreign.uploadFile(pathOf(student), text, plain);
    expect(await refused(upload)).toMatchObject({ kind: 'Bug' });
  });
});

test('the whole way: written with a file, edited and reacted to before it is sent', async () => {
  const id = await makeSession(sql(), student.id, mentor.id);
  const { actions, state, live, open, messages } = startRealEngine(student);
  await live();
  await open(id);
  const notes = { bytes: text, name: 'notes.txt', mime: 'text/plain', width: null, height: null };
  expect(actions.send(id, 'draft', { files: [notes] })).toBeNull();
  const message = state().outbox[0]?.id ?? '';
  expect(actions.editMessage(id, message, 'final')).toBeNull();
  actions.toggleReaction(id, message, '👍');
  await eventually(() => expect(state().outbox).toEqual([]));
  expect(messages(id)).toMatchObject([
    {
      id: message,
      content: 'final',
      reactions: [{ emoji: '👍', userIds: [student.id] }],
      attachments: [{ name: 'notes.txt' }],
    },
  ]);
  const page = await mentor.backend.getMessages(id, null, 1);
  expect(page.messages).toEqual(messages(id));
});
