import { beforeAll, beforeEach, expect, test } from 'vitest';
import { liveOf } from '../../src/backend/client.ts';
import { makeSession } from '../support/database.ts';
import { putFile } from '../support/stored-files.ts';
import { createPerson, eventually, type Person } from '../support/people.ts';
import { as, facts, mentor, ofStudent, SECRET, sessionId, sql, student } from './stage.ts';

/** Every path by which the API could show a conversation to an admin who takes no part in it. */

let admin: Person;
let file: string;

beforeAll(async () => {
  admin = await createPerson(facts, { fullName: 'Elena Petrova' });
  await sql()`update public.profiles set role = 'admin' where id = ${admin.id}`;
  await admin.backend.claimConnection('Device', false);
  file = await putFile(sql(), sessionId, student.id);
  await sql()`update public.messages set attachments = ${sql().json([{ path: file, name: 'a.pdf' }])}
              where id = ${ofStudent}`;
  await sql()`insert into public.message_versions (session_id, message_id, version, content, reason)
              values (${sessionId}, ${ofStudent}, 1, ${`${SECRET}, before`}, 'edit')`;
});
beforeEach(async () => {
  await sql()`delete from public.review_grants where admin_id = ${admin.id}`;
});

const PATHS = [
  `messages?select=content&session_id=eq.`,
  `messages?select=content,sessions!inner(id)&session_id=eq.`,
  `sessions?select=id,messages(content)&id=eq.`,
  `sessions?select=id,message_versions:messages(message_versions(content))&id=eq.`,
  `message_versions?select=content&session_id=eq.`,
];
const rpc = (name: string, body: object) =>
  as(admin, `rpc/${name}`, { body: { p_session_id: sessionId, ...body } });
const sign = () =>
  fetch(`${facts.apiUrl}/storage/v1/object/sign/attachments/${file}`, {
    method: 'POST',
    headers: {
      apikey: facts.publishableKey,
      authorization: `Bearer ${admin.accessToken}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ expiresIn: 60 }),
  });

async function read(): Promise<string[]> {
  const open: string[] = [];
  for (const path of PATHS) {
    const { text } = await as(admin, path + sessionId);
    if (text.includes(SECRET)) open.push(path);
  }
  for (const [name, body] of [
    ['get_messages', {}],
    ['sync_session', { p_since_rev: 0 }],
    ['export_session', {}],
    ['review_timeline', {}],
  ] as const) {
    const { text } = await rpc(name, body);
    if (text.includes(SECRET)) open.push(name);
  }
  if ((await sign()).ok) open.push('file');
  return open;
}
const EVERYTHING = [
  ...PATHS,
  'get_messages',
  'sync_session',
  'export_session',
  'review_timeline',
  'file',
];

/** What is closed to them with a grant and without. */
async function expectNoPart(): Promise<void> {
  for (const path of [
    `participants?select=user_id&session_id=eq.`,
    `receipts?select=user_id&session_id=eq.`,
    `message_delivery?select=message_id&user_id=eq.${mentor.id}&message_id=neq.`,
    `notifications?select=title&session_id=eq.`,
    `pins?select=message_id&session_id=eq.`,
    `session_events?select=event&session_id=eq.`,
  ])
    expect((await as(admin, path + sessionId)).text, path).toBe('[]');
  expect((await rpc('search_messages', { p_query: SECRET })).status).toBe(404);
  const found = await as(admin, 'rpc/search_messages', { body: { p_query: SECRET } });
  expect(found.text).not.toContain(SECRET);

  const live = await liveOf(admin.client);
  await live.setAuth();
  for (const topic of [`session:${sessionId}`, `user:${student.id}`]) {
    const statuses: string[] = [];
    const channel = live.channel(topic, { config: { private: true } });
    channel.subscribe((status) => statuses.push(status));
    await eventually(() => expect(statuses[0]).toBe('CHANNEL_ERROR'));
    await live.removeChannel(channel);
  }
}

test('without a grant an admin reads nothing and hears nothing', async () => {
  expect(await read()).toEqual([]);
  await expectNoPart();
});

test('with one all of the transcript and no more, until the clock runs out', async () => {
  expect((await rpc('review_session', { p_reason: 'they reported spam' })).status).toBe(200);
  expect(await read()).toEqual(EVERYTHING);
  await expectNoPart();
  await sql()`update public.review_grants set expires_at = clock_timestamp() where admin_id = ${admin.id}`;
  expect(await read()).toEqual([]);
});

test('with a grant to another session nothing of this one', async () => {
  const other = await makeSession(sql(), student.id, mentor.id);
  expect((await rpc('review_session', { p_reason: 'they reported spam' })).status).toBe(200);
  const elsewhere = { p_session_id: other, p_reason: 'another report' };
  expect((await as(admin, 'rpc/review_session', { body: elsewhere })).status).toBe(200);
  expect(await read()).toEqual([]);
  await expectNoPart();
});

test('with a token from before, nothing once suspended', async () => {
  expect((await rpc('review_session', { p_reason: 'they reported spam' })).status).toBe(200);
  await sql()`insert into private.account_states (user_id, suspended_at) values (${admin.id}, now())`;
  expect(await read()).toEqual([]);
  for (const name of ['review_session', 'join_session'])
    expect(await rpc(name, { p_reason: 'they reported spam' }), name).toMatchObject({
      status: 403,
      body: { code: '42501' },
    });
  await sql()`delete from private.account_states where user_id = ${admin.id}`;
});

test('with a token from before, nothing once demoted', async () => {
  expect((await rpc('review_session', { p_reason: 'they reported spam' })).status).toBe(200);
  await sql()`update public.profiles set role = 'student' where id = ${admin.id}`;
  expect(await read()).toEqual([]);
  expect(await rpc('review_session', { p_reason: 'they reported spam' })).toMatchObject({
    status: 403,
    body: { code: '42501' },
  });
  await sql()`update public.profiles set role = 'admin' where id = ${admin.id}`;
});
