import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { liveOf } from '../../src/backend/client.ts';
import { putFile } from '../support/stored-files.ts';
import { createPerson, eventually, type Person } from '../support/people.ts';
import { enter, join, listen } from './listening.ts';
import { refusalOf } from './rest.ts';
import { say } from './say.ts';
import {
  as,
  expectUntouched,
  facts,
  FORBIDDEN,
  mentor,
  newMessage,
  ofMentor,
  SECRET,
  sessionId,
  sql,
  student,
} from './stage.ts';
import { liveClaims, signToken } from './tokens.ts';

/** Somebody who is suspended while they are connected, with a token that lasts another hour. */

let admin: Person;
let file: string;

beforeAll(async () => {
  admin = await createPerson(facts, { role: 'admin' });
  file = await putFile(sql(), sessionId, mentor.id);
  await sql()`update public.messages set attachments = ${sql().json([{ path: file, name: 'a.pdf' }])}
              where id = ${ofMentor}`;
});

const storage = (method: string, path: string, body: BodyInit) =>
  fetch(`${facts.apiUrl}/storage/v1/object/${path}`, {
    method,
    headers: {
      apikey: facts.publishableKey,
      authorization: `Bearer ${student.accessToken}`,
      'content-type': path.startsWith('sign/') ? 'application/json' : 'image/png',
    },
    body,
  });

test('from then on they write nothing, come in nowhere, and what they hold runs out', async () => {
  const [atStudent, inRoom] = [await listen(student), await enter(student, sessionId)];
  const suspension = { p_user_id: student.id, p_reason: 'they would not stop' };
  expect((await as(admin, 'rpc/suspend_user', { body: suspension })).status).toBe(200);
  await eventually(() =>
    expect(atStudent.heard('revoked').map((event) => event.authSessionId)).toEqual([
      student.authSessionId,
    ]),
  );

  // What writes or announces, with the token from before.
  const session = { p_session_id: sessionId };
  const message = { p_message_id: ofMentor };
  await expectUntouched(async () => {
    for (const [path, body] of [
      ['messages', newMessage()],
      ['rpc/mark_read', { ...session, p_seq: 1 }],
      ['rpc/heartbeat', { p_status: 'online' }],
      ['rpc/claim_connection', { p_device: 'Laptop', p_force: true }],
      ['rpc/set_reaction', { ...message, p_emoji: '👍', p_on: true }],
      ['rpc/pin_message', { ...message, p_on: true }],
      ['rpc/transition_session', { ...session, p_to: 'completed' }],
      ['rpc/open_conversation', { p_kind: 'support' }],
      ['rpc/report', { ...session, p_id: randomUUID(), p_message_id: ofMentor, p_reason: 'spam' }],
      ['rpc/delete_account', { p_confirm: student.email }],
    ] as const)
      expect(refusalOf(await as(student, path, { body })), path).toMatchObject({
        status: 403,
        code: FORBIDDEN,
      });
    const renaming = { method: 'PATCH', body: { full_name: SECRET } };
    const renamed = await as(student, `profiles?id=eq.${student.id}`, renaming);
    expect(refusalOf(renamed)).toMatchObject({ status: 403, code: FORBIDDEN });
  });
  const own = `${sessionId}/${student.id}/${randomUUID()}.png`;
  expect((await storage('POST', `attachments/${own}`, 'x')).status).toBe(400);
  const avatar = `avatars/${student.id}/${randomUUID()}.png`;
  expect((await storage('POST', avatar, 'x')).status).toBe(400);

  // What was said to them stays said, until the token runs out.
  expect((await as(student, 'rpc/get_messages', { body: session })).text).toContain(SECRET);
  expect((await storage('POST', `sign/attachments/${file}`, '{"expiresIn":60}')).status).toBe(200);

  // There is no next one.
  expect((await student.client.auth.refreshSession()).error).not.toBeNull();
  const again = { email: student.email, password: student.password };
  expect((await admin.client.auth.signInWithPassword(again)).error?.code).toBe('user_banned');

  // And should there be one, the sockets that are open close, and none opens.
  if (facts.jwtSecret !== null) {
    const next = signToken(facts.jwtSecret, liveClaims(student));
    const live = await liveOf(student.client);
    await live.setAuth(next);
    await eventually(() => {
      expect(atStudent.statuses.at(-1)?.status).not.toBe('joined');
      expect(inRoom.statuses.at(-1)?.status).not.toBe('joined');
    });
  }
  const heard = atStudent.events.length;
  atStudent.stop();
  inRoom.stop();
  await say(mentor, sessionId, `${SECRET}, later`);
  const anew = join(student, student.id);
  await eventually(() => expect(anew.statuses[0]).toMatchObject({ status: 'lost' }));
  expect(anew.events).toEqual([]);
  expect(atStudent.events).toHaveLength(heard);
});
