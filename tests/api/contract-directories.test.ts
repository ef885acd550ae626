import { randomUUID } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { removeQueuedFiles } from '../../supabase/functions/remove-files/remove-queued-files.ts';
import { useDatabase } from '../support/accounts.ts';
import { makeSession } from '../support/database.ts';
import { createPerson, eventually, signIn, type Person } from '../support/people.ts';
import { hearOwn } from './listening.ts';
import { refused } from './refused.ts';
import { rest } from './rest.ts';
import { say } from './say.ts';

/** People and products as a client of the API finds them: the library's calls, over the network. */

const facts = inject('stack');
const sql = useDatabase();
/** One pixel. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

let admin: Person;

beforeAll(async () => {
  admin = await createPerson(facts, { role: 'admin', fullName: 'Elena' });
});

/** The answer of a call that must succeed. */
async function done<T>(call: PromiseLike<{ data: T; error: unknown }>): Promise<NonNullable<T>> {
  const { data, error } = await call;
  expect(error).toBeNull();
  return data as NonNullable<T>;
}
interface Page {
  items: Record<string, unknown>[];
  next_cursor: string | null;
  has_more: boolean;
}
/** The program-readable part of a refusal, with its HTTP status. */
async function refusal(call: PromiseLike<{ status: number; error: { details: string } | null }>) {
  const { status, error } = await call;
  return { status, ...(JSON.parse(error?.details ?? 'null') as Record<string, unknown>) };
}

describe('a mentor', () => {
  test('applies, is approved, hears of it, and is found with skills and presence', async () => {
    const person = await createPerson(facts, { fullName: 'Nora Lind' });
    const student = await createPerson(facts);
    const heard = await hearOwn<{ notification?: { type: string } }>(person);
    const skill = `Skill ${randomUUID()}`;
    await done(
      person.client
        .from('profiles')
        .update({ skills: [skill], headline: 'Databases' })
        .eq('id', person.id)
        .select(),
    );
    const find = async () =>
      (await done(
        student.client.rpc('list_mentors', { p_skills: [skill.toUpperCase()] }),
      )) as unknown as Page;

    expect(
      await done(person.client.rpc('apply_as_mentor', { p_statement: 'I can help.' })),
    ).toMatchObject({
      status: 'pending',
    });
    expect((await find()).items).toEqual([]);
    const decision = { p_user_id: person.id, p_approve: true };
    const { status } = await student.client.rpc('decide_mentor', decision);
    expect(status).toBe(403);
    await done(admin.client.rpc('decide_mentor', decision));
    await eventually(() =>
      expect(heard.map(({ payload }) => payload.notification?.type)).toContain('mentor_approved'),
    );
    expect((await find()).items).toMatchObject([
      {
        id: person.id,
        full_name: 'Nora Lind',
        headline: 'Databases',
        presence: 'online',
        accepting: true,
      },
    ]);
    const { data: log } = await admin.client
      .from('audit_log')
      .select('action')
      .eq('subject_user_id', person.id);
    expect(log).toEqual([{ action: 'mentor_approved' }]);
  });

  test('is rated by the student of a completed session only, and shows an average of three', async () => {
    const mentor = await createPerson(facts, { role: 'mentor' });
    const average = async () =>
      (await done(admin.client.rpc('get_profile', { p_user_id: mentor.id }))) as Record<
        string,
        unknown
      >;
    for (const p_stars of [5, 4, 3]) {
      expect(await average()).toMatchObject({ rating_average: null, rating_count: 0 });
      const student = await createPerson(facts);
      const p_session_id = await makeSession(sql(), student.id, mentor.id, { status: 'completed' });
      expect((await mentor.client.rpc('rate_session', { p_session_id, p_stars })).status).toBe(403);
      expect(
        await done(student.client.rpc('rate_session', { p_session_id, p_stars, p_comment: 'ok' })),
      ).toMatchObject({ stars: p_stars, comment: 'ok' });
      const life = await student.backend.lifecycle();
      expect(await life.getRating(p_session_id)).toEqual(
        await life.rateSession(p_session_id, p_stars, 'ok'),
      );
      expect(
        await refusal(student.client.rpc('rate_session', { p_session_id, p_stars: 6 })),
      ).toEqual({
        status: 422,
        code: 'invalid',
        fields: { stars: 'Give one to five stars.' },
      });
    }
    expect(await average()).toMatchObject({ rating_average: 4, rating_count: 3 });
  });
});

test('a product: found, asked about by both at once, changed since', async () => {
  const buyer = await createPerson(facts, { role: 'buyer' });
  const supplier = await createPerson(facts, { role: 'supplier', fullName: 'Sato Ceramics' });
  const word = `cup${randomUUID().slice(0, 8)}`;
  const [product] = await done(
    supplier.client
      .from('products')
      .insert({ name: `Blue ${word}`, price_cents: 1450 })
      .select(),
  );
  const { items } = (await done(
    buyer.client.rpc('list_products', { p_query: word.toUpperCase() }),
  )) as unknown as Page;
  expect(items).toMatchObject([{ id: product!.id, supplier: { full_name: 'Sato Ceramics' } }]);

  const p_product_id = product!.id;
  const opened = (await Promise.all([
    done(buyer.client.rpc('open_conversation', { p_kind: 'buyer_supplier', p_product_id })),
    done(
      supplier.client.rpc('open_conversation', {
        p_kind: 'buyer_supplier',
        p_product_id,
        p_peer_id: buyer.id,
      }),
    ),
  ])) as unknown as { session: { id: string; product: unknown }; created: boolean }[];
  expect(opened[0]!.session.id).toBe(opened[1]!.session.id);
  expect(opened.filter(({ created }) => created)).toHaveLength(1);
  expect(opened[0]!.session.product).toMatchObject({ changed: false });

  await done(
    supplier.client.from('products').update({ price_cents: 1500 }).eq('id', p_product_id).select(),
  );
  expect(
    await done(buyer.client.rpc('get_session', { p_session_id: opened[0]!.session.id })),
  ).toMatchObject({
    product: { price_cents: 1500, changed: true, changes: ['price_cents'] },
    product_snapshot: { price_cents: 1450 },
  });
  const { items: together } = (await done(
    buyer.client.rpc('sessions_with', { p_peer_id: supplier.id }),
  )) as unknown as Page;
  expect(together.map((item) => item['id'])).toEqual([opened[0]!.session.id]);
  const admins = (await done(buyer.client.rpc('list_available_admins'))) as { id: string }[];
  expect(admins.map(({ id }) => id)).toContain(admin.id);
});

test('a block: no messages either way, no conversation, and none the wiser', async () => {
  const [one, other] = [
    await createPerson(facts, { role: 'buyer' }),
    await createPerson(facts, { role: 'supplier' }),
  ];
  const sessionId = await makeSession(sql(), one.id, other.id, { kind: 'buyer_supplier' });
  await say(one, sessionId, 'hello');
  await done(one.client.rpc('set_block', { p_user_id: other.id, p_on: true }));
  for (const who of [one, other]) {
    expect(await refused(say(who, sessionId, 'more'))).toMatchObject({ kind: 'Denied' });
    const message = { id: uuidv7(), session_id: sessionId, content: 'x' };
    const { status, text } = await rest(facts, who.accessToken, 'messages', { body: message });
    expect(status).toBe(403);
    expect(text).toContain('\\"blocked\\"');
  }
  const ask = (p_peer_id: string) =>
    refusal(other.client.rpc('open_conversation', { p_kind: 'buyer_supplier', p_peer_id }));
  expect(await ask(one.id)).toEqual({ status: 404, code: 'not_found' });
  expect(await ask(randomUUID())).toEqual(await ask(one.id));
  expect((await other.client.from('blocks').select()).data).toEqual([]);
  await done(one.client.from('blocks').select()).then((rows) => expect(rows).toHaveLength(1));
});

describe('an account', () => {
  const upload = async (person: Person, path: string) => {
    const response = await fetch(`${facts.apiUrl}/storage/v1/object/avatars/${path}`, {
      method: 'POST',
      headers: {
        apikey: facts.publishableKey,
        authorization: `Bearer ${person.accessToken}`,
        'content-type': 'image/png',
      },
      body: PICTURE,
    });
    await response.body?.cancel();
    return response.status;
  };
  const shown = async (path: string) => {
    const response = await fetch(`${facts.apiUrl}/storage/v1/object/public/avatars/${path}`);
    await response.body?.cancel();
    return response.ok;
  };
  const access = { apiUrl: facts.apiUrl, secretKey: facts.secretKey };

  test('has a picture that everybody sees, and whose former file is removed', async () => {
    const person = await createPerson(facts);
    const wear = async (path: string) =>
      done(
        person.client.from('profiles').update({ avatar_url: path }).eq('id', person.id).select(),
      );
    const paths = [1, 2].map(() => `${person.id}/${randomUUID()}.png`);
    for (const path of paths) {
      expect(await upload(person, path)).toBe(200);
      await wear(path);
      expect(await shown(path)).toBe(true);
    }
    expect(await upload(person, `${admin.id}/${randomUUID()}.png`)).not.toBe(200);
    await removeQueuedFiles(sql(), access);
    expect([await shown(paths[0]!), await shown(paths[1]!)]).toEqual([false, true]);
  });

  test('can be downloaded, and deleted by its address: messages, files, sign-ins and all', async () => {
    const [person, peer] = [
      await createPerson(facts, { fullName: 'Nora Lind' }),
      await createPerson(facts, { role: 'mentor' }),
    ];
    const sessionId = await makeSession(sql(), person.id, peer.id);
    const sent = await say(person, sessionId, 'words to be gone');
    const picture = `${person.id}/${randomUUID()}.png`;
    await upload(person, picture);
    const data = (await done(person.client.rpc('download_my_data'))) as Record<string, unknown>;
    expect(data).toMatchObject({
      account: { email: person.email },
      profile: { full_name: 'Nora Lind' },
      messages: [{ id: sent.id, content: 'words to be gone' }],
    });

    expect(await refusal(person.client.rpc('delete_account', { p_confirm: 'no' }))).toMatchObject({
      status: 422,
      fields: { confirm: expect.any(String) as string },
    });
    const heard = await hearOwn<{ session?: Record<string, unknown> }>(peer);
    const { error } = await person.client.rpc('delete_account', { p_confirm: person.email });
    expect(error).toBeNull();
    await eventually(() =>
      expect(heard.map(({ payload }) => payload.session)).toContainEqual(
        expect.objectContaining({ id: sessionId, status: 'completed', peers: [] }),
      ),
    );
    const { messages } = await peer.backend.getMessages(sessionId, null, 50);
    expect(messages.map(({ content }) => content)).toEqual([
      null,
      'The session ended because an account was deleted.',
    ]);
    expect(await refused(signIn(facts, person))).toMatchObject({ kind: 'Invalid' });
    expect((await person.client.auth.refreshSession()).error).not.toBeNull();
    expect(await upload(person, `${person.id}/${randomUUID()}.png`)).not.toBe(200);
    await removeQueuedFiles(sql(), access);
    expect(await shown(picture)).toBe(false);
    expect((await peer.client.rpc('get_profile', { p_user_id: person.id })).status).toBe(404);
  });
});
