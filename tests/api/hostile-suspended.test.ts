import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { liveOf } from '../../src/backend/client.ts';
import { putFile } from '../support/stored-files.ts';
import { createPerson, eventually, type Person } from '../support/people.ts';
import { enter, type InRoom } from './listening.ts';
import { refusalOf } from './rest.ts';
import {
  as,
  expectUntouched,
  facts,
  FORBIDDEN,
  mentor,
  newMessage,
  ofMentor,
  ofStudent,
  SECRET,
  sessionId,
  sql,
  student,
} from './stage.ts';
import { liveClaims, signToken } from './tokens.ts';

/**
 * What somebody who is suspended still tries with a token that lasts another hour. How the app and
 * its channels take a suspension is in suspended.test.ts.
 */

let admin: Person;
let file: string;
let inRoom: InRoom;

beforeAll(async () => {
  admin = await createPerson(facts, { role: 'admin' });
  file = await putFile(sql(), sessionId, mentor.id);
  await sql()`update public.messages set attachments = ${sql().json([{ path: file, name: 'a.pdf' }])}
              where id = ${ofMentor}`;
});

const storage = (path: string, body: BodyInit) =>
  fetch(`${facts.apiUrl}/storage/v1/object/${path}`, {
    method: 'POST',
    headers: {
      apikey: facts.publishableKey,
      authorization: `Bearer ${student.accessToken}`,
      'content-type': path.startsWith('sign/') ? 'application/json' : 'image/png',
    },
    body,
  });

beforeAll(async () => {
  inRoom = await enter(student, sessionId);
  const suspension = { p_user_id: student.id, p_reason: 'they would not stop' };
  expect((await as(admin, 'rpc/suspend_user', { body: suspension })).status).toBe(200);
});

test('no function and no table takes anything from them', () =>
  expectUntouched(async () => {
    const session = { p_session_id: sessionId };
    const message = { p_message_id: ofMentor };
    for (const [path, body] of [
      ['messages', newMessage()],
      ['rpc/mark_read', { ...session, p_seq: 1 }],
      ['rpc/heartbeat', { p_status: 'online' }],
      ['rpc/claim_connection', { p_device: 'Laptop', p_force: true }],
      ['rpc/edit_message', { p_id: ofStudent, p_content: SECRET, p_expected_rev: 1 }],
      ['rpc/set_reaction', { ...message, p_emoji: '👍', p_on: true }],
      ['rpc/pin_message', { ...message, p_on: true }],
      ['rpc/transition_session', { ...session, p_to: 'completed' }],
      ['rpc/open_conversation', { p_kind: 'support' }],
      ['rpc/report', { ...session, p_id: randomUUID(), p_message_id: ofMentor, p_reason: 'spam' }],
      ['rpc/delete_account', { p_confirm: student.email }],
    ] as const)
      expect(refusalOf(await as(student, path, { body })), path).toMatchObject({ status: 403 });
    const renaming = { method: 'PATCH', body: { full_name: SECRET } };
    const renamed = await as(student, `profiles?id=eq.${student.id}`, renaming);
    expect(refusalOf(renamed)).toMatchObject({ status: 403, code: FORBIDDEN });
  }));

test('no bucket takes a file, and what was sent to them can still be fetched', async () => {
  const image = `${randomUUID()}.png`;
  for (const path of [
    `attachments/${sessionId}/${student.id}/${image}`,
    `avatars/${student.id}/${image}`,
  ])
    expect((await storage(path, 'x')).status, path).toBe(400);
  expect((await storage(`sign/attachments/${file}`, '{"expiresIn":60}')).status).toBe(200);
});

// A foreign project keeps its secret: there is no next token there.
test.runIf(facts.jwtSecret !== null)(
  'the room in which they are closes with the next token, if there should be one',
  async () => {
    const live = await liveOf(student.client);
    await live.setAuth(signToken(facts.jwtSecret ?? '', liveClaims(student)));
    await eventually(() => expect(inRoom.statuses.at(-1)?.status).not.toBe('joined'));
  },
);
