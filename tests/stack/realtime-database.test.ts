import { REALTIME_SUBSCRIBE_STATES } from '@supabase/supabase-js';
import { beforeAll, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  privateJoin,
  type Fixture,
  type Person,
} from './support/fixture.ts';
import type { BinaryFrame, RawSocket } from './support/raw-socket.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

const body = (frame: BinaryFrame) =>
  JSON.parse(frame.payload.toString()) as { id: string; n: number };
const numbers = (socket: RawSocket) => socket.binaries().map((frame) => body(frame).n);

async function listener(): Promise<{ topic: string; socket: RawSocket }> {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const socket = await fixture.socket();
  await socket.join(fullTopic(topic), privateJoin(person.token));
  return { topic, socket };
}

test('a sent row arrives as kind 4 with its id in the metadata and the payload', async () => {
  const { topic, socket } = await listener();
  await fixture.send(topic, { n: 1 });
  const frame = await socket.binary();
  const [row] = await fixture.sql<{ id: string }[]>`
    select id from realtime.messages where topic = ${topic}`;
  expect(frame).toMatchObject({ topic: fullTopic(topic), event: 'event', encoding: 1 });
  expect(JSON.parse(frame.meta)).toEqual({ id: row?.id });
  expect(body(frame)).toEqual({ n: 1, id: row?.id });
});

test('an id in the payload stays; the metadata still names the row', async () => {
  const { topic, socket } = await listener();
  await fixture.send(topic, { n: 1, id: 'mine' });
  const frame = await socket.binary();
  expect(body(frame).id).toBe('mine');
  expect(frame.meta).not.toContain('mine');
});

test('20 kB arrive whole', async () => {
  const { topic, socket } = await listener();
  const text = 'ü'.repeat(10_000);
  await fixture.send(topic, { text });
  expect(JSON.parse((await socket.binary()).payload.toString())).toMatchObject({ text });
});

test('nothing before the commit, nothing after a rollback, everything in order after it', async () => {
  const { topic, socket } = await listener();
  const say = (n: number) => JSON.stringify({ n });
  await fixture.sql
    .begin(async (tx) => {
      await tx`select realtime.send(${say(0)}::text::jsonb, 'event', ${topic})`;
      throw new Error('roll back');
    })
    .catch(() => undefined);
  await fixture.sql.begin(async (tx) => {
    await tx`select realtime.send(${say(1)}::text::jsonb, 'event', ${topic})`;
    // Another transaction begins later and commits first.
    await fixture.send(topic, { n: 2 });
    await socket.binary((frame) => body(frame).n === 2);
    expect(numbers(socket)).toEqual([2]);
    await tx`select realtime.send(${say(3)}::text::jsonb, 'event', ${topic})`;
  });
  await socket.binary((frame) => body(frame).n === 3);
  expect(numbers(socket)).toEqual([2, 1, 3]);
});

test('500 rows of one transaction and 50 of others arrive once, in order', async () => {
  const { topic, socket } = await listener();
  await fixture.sql`
    select realtime.send(jsonb_build_object('n', n), 'event', ${topic}) from generate_series(0, 499) n`;
  for (let n = 500; n < 550; n += 1) await fixture.send(topic, { n });
  await socket.binary((frame) => body(frame).n === 549);
  expect(numbers(socket)).toEqual(Array.from({ length: 550 }, (_, n) => n));
});

test('rows for public channels reach public joiners only, and private ones private', async () => {
  const { topic, socket } = await listener();
  const open = await fixture.socket();
  await open.join(fullTopic(topic));
  await fixture.send(topic, { n: 1 }, false);
  await open.binary();
  await fixture.send(topic, { n: 2 });
  await socket.binary();
  await open.fence();
  expect([numbers(open), numbers(socket)]).toEqual([[1], [2]]);
});

test('an outsider gets nothing: not on the topic, not on its neighbours', async () => {
  const { topic, socket } = await listener();
  const outsider = await fixture.person();
  const theirs = await fixture.socket();
  for (const name of [topic, `${topic}:x`, topic.toUpperCase(), `private:${topic}`])
    await theirs.join(fullTopic(name), privateJoin(outsider.token));
  await theirs.join(fullTopic(topic));
  await fixture.send(topic, { n: 1 });
  await socket.binary();
  await theirs.fence();
  expect(theirs.binaries()).toEqual([]);
  expect(theirs.texts('broadcast')).toEqual([]);
});

test('binary rows arrive as raw bytes; rows without an event stop nothing', async () => {
  const { topic, socket } = await listener();
  await fixture.sql`
    insert into realtime.messages (topic, extension, private, payload)
    values (${topic}, 'broadcast', true, '{"n":0}')`;
  await fixture.sql`select realtime.send_binary('\\x00ff01'::bytea, 'bytes', ${topic})`;
  const frame = await socket.binary();
  expect([frame.event, frame.encoding, [...frame.payload]]).toEqual(['bytes', 0, [0, 255, 1]]);
});

test('broadcast_changes tells what changed', async () => {
  const { topic, socket } = await listener();
  const table = `changes_${topic.split(':')[1] ?? ''}`;
  await fixture.sql.unsafe(`
    create table public.${table} (id int primary key, v text);
    create function public.${table}_changed() returns trigger
    language plpgsql security definer set search_path = '' as $$
    begin
      perform realtime.broadcast_changes('${topic}', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
      return null;
    end $$;
    create trigger changed after insert or update or delete on public.${table}
      for each row execute function public.${table}_changed();
    insert into public.${table} values (1, 'a');
    update public.${table} set v = 'b';
    delete from public.${table};`);
  await socket.binary((frame) => frame.event === 'DELETE');
  await fixture.sql.unsafe(`drop table public.${table}; drop function public.${table}_changed`);
  const changes = socket.binaries().map(body);
  const common = { schema: 'public', table, id: expect.any(String) as string };
  const [a, b] = [
    { id: 1, v: 'a' },
    { id: 1, v: 'b' },
  ];
  expect(changes).toEqual([
    { ...common, operation: 'INSERT', record: a, old_record: null },
    { ...common, operation: 'UPDATE', record: b, old_record: a },
    { ...common, operation: 'DELETE', record: null, old_record: b },
  ]);
});

test('a send without permission warns, loses the message and keeps the transaction', async () => {
  const { topic, socket } = await listener();
  await fixture.sql.begin(async (tx) => {
    await tx`
      select set_config('role', 'authenticated', true),
        set_config('request.jwt.claims', ${JSON.stringify({ sub: person.id })}, true)`;
    await tx`select realtime.send('{"n":1}', 'event', ${topic})`;
  });
  await fixture.send(topic, { n: 2 });
  await socket.binary();
  expect(numbers(socket)).toEqual([2]);
});

test('supabase-js hears it too', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const heard = new Promise<Record<string, unknown>>((resolve, reject) => {
    const channel = person.client.channel(topic, { config: { private: true } });
    channel.on('broadcast', { event: 'event' }, resolve);
    channel.subscribe((status, error) => {
      if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) void fixture.send(topic, { n: 1 });
      else if (error) reject(error);
    });
  });
  expect(await heard).toMatchObject({ type: 'broadcast', event: 'event', payload: { n: 1 } });
});
