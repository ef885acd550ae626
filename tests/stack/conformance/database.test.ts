import postgres from 'postgres';
import { beforeAll, expect, test } from 'vitest';
import {
  fixtureForFile,
  fullTopic,
  privateJoin,
  type Fixture,
  type Person,
} from '../support/fixture.ts';
import { superUrlOf } from '../support/own-realtime.ts';
import { onlyOwnStack } from '../support/own-stack.ts';
import type { BinaryFrame, RawSocket } from '../support/raw-socket.ts';

let fixture: Fixture;
let person: Person;
beforeAll(async () => {
  fixture = await fixtureForFile();
  person = await fixture.person();
});

const body = (frame: BinaryFrame) =>
  JSON.parse(frame.payload.toString()) as { id: string; n: number };
const numbers = (socket: RawSocket) => socket.binaries().map((frame) => body(frame).n);

/** A connection on a private topic that the person may read. */
async function listener(): Promise<{ topic: string; socket: RawSocket }> {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  const socket = await fixture.socket();
  await socket.join(fullTopic(topic), privateJoin(person.token));
  return { topic, socket };
}

/** What a database session says while it works. */
async function noticesOf(url: string, work: (sql: postgres.Sql) => Promise<unknown>) {
  const notices: string[] = [];
  const sql = postgres(url, {
    max: 1,
    onnotice: (notice) => notices.push(notice['message'] ?? ''),
  });
  await work(sql);
  await sql.end();
  return notices;
}

test('48 a sent row arrives as kind 4 with its id in the metadata and the payload', async () => {
  const { topic, socket } = await listener();
  await fixture.send(topic, { n: 1 });
  const frame = await socket.binary();
  const [row] = await fixture.sql<{ id: string }[]>`
    select id from realtime.messages where topic = ${topic}`;
  expect(frame).toMatchObject({ topic: fullTopic(topic), event: 'event', encoding: 1 });
  expect(JSON.parse(frame.meta)).toEqual({ id: row?.id });
  expect(body(frame)).toEqual({ n: 1, id: row?.id });
});

test('48 bytes arrive as bytes', async () => {
  const { topic, socket } = await listener();
  await fixture.sql`select realtime.send_binary('\\x00ff01'::bytea, 'bytes', ${topic})`;
  const frame = await socket.binary();
  expect([frame.event, frame.encoding, [...frame.payload]]).toEqual(['bytes', 0, [0, 255, 1]]);
});

test('49 an id in the payload stays; the metadata still names the row', async () => {
  const { topic, socket } = await listener();
  await fixture.send(topic, { n: 1, id: 'mine' });
  const frame = await socket.binary();
  const [row] = await fixture.sql<{ id: string }[]>`
    select id from realtime.messages where topic = ${topic}`;
  expect(body(frame).id).toBe('mine');
  expect(JSON.parse(frame.meta)).toEqual({ id: row?.id });
});

test('50 public rows reach public joiners, private ones private; private is the default', async () => {
  const { topic, socket } = await listener();
  const open = await fixture.socket();
  await open.join(fullTopic(topic));
  await fixture.send(topic, { n: 1 }, false);
  await open.binary();
  await fixture.sql`select realtime.send('{"n":2}', 'event', ${topic})`;
  await socket.binary();
  await open.fence();
  expect([numbers(open), numbers(socket)]).toEqual([[1], [2]]);
});

test('51 broadcast_changes tells what changed', async () => {
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
  const common = { schema: 'public', table, id: expect.any(String) as string };
  const [a, b] = [
    { id: 1, v: 'a' },
    { id: 1, v: 'b' },
  ];
  expect(socket.binaries().map(body)).toEqual([
    { ...common, operation: 'INSERT', record: a, old_record: null },
    { ...common, operation: 'UPDATE', record: b, old_record: a },
    { ...common, operation: 'DELETE', record: null, old_record: b },
  ]);
});

test('52 nothing after a rollback, nothing before the commit, everything in order after it', async () => {
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

test('52 500 rows of one transaction and 50 of others arrive once, in order', async () => {
  const { topic, socket } = await listener();
  await fixture.sql`
    select realtime.send(jsonb_build_object('n', n), 'event', ${topic}) from generate_series(0, 499) n`;
  for (let n = 500; n < 550; n += 1) await fixture.send(topic, { n });
  await socket.binary((frame) => body(frame).n === 549);
  expect(numbers(socket)).toEqual(Array.from({ length: 550 }, (_, n) => n));
});

test('53 a send without permission warns, loses the message and keeps the transaction', async () => {
  const { topic, socket } = await listener();
  const notices = await noticesOf(fixture.facts.dbUrl, (sql) =>
    sql.begin(async (tx) => {
      await tx`
        select set_config('role', 'authenticated', true),
          set_config('request.jwt.claims', ${JSON.stringify({ sub: person.id })}, true)`;
      await tx`select realtime.send('{"n":1}', 'event', ${topic})`;
    }),
  );
  expect(notices).toEqual([expect.stringMatching(/^WarnSendingBroadcastMessage: .*policy/)]);
  await fixture.send(topic, { n: 2 });
  await socket.binary();
  expect(numbers(socket)).toEqual([2]);
});

onlyOwnStack('54 without a partition a send only warns; those needed exist', async () => {
  const rows = await fixture.sql<{ name: string }[]>`
    select to_regclass('realtime.messages_' || to_char(day, 'YYYY_MM_DD'))::text as name
    from generate_series(-1, 3) offset_days,
      lateral (select (now() at time zone 'utc')::date + offset_days as day) days`;
  expect(rows.map((row) => row.name)).toEqual(
    Array.from({ length: 5 }, () => expect.stringMatching(/^realtime\.messages_/) as string),
  );
  const today = rows[1]?.name ?? '';
  const topic = fixture.topic();
  const notices = await noticesOf(superUrlOf(fixture.facts), (sql) =>
    sql
      .begin(async (tx) => {
        await tx.unsafe(`alter table realtime.messages detach partition ${today}`);
        await tx`select realtime.send('{}', 'event', ${topic})`;
        throw new Error('put the partition back');
      })
      .catch(() => undefined),
  );
  expect(notices).toEqual([
    'WarnSendingBroadcastMessage: no partition of relation "messages" found for row',
  ]);
});

test('55 the probes of authorization are never heard and leave no rows', async () => {
  const { topic, socket } = await listener();
  await fixture.allow(person, topic, ['broadcast', 'write'], ['presence', 'write']);
  const prober = await fixture.socket();
  const config = { presence: { enabled: true }, broadcast: { ack: true } };
  const { ref } = await prober.join(fullTopic(topic), privateJoin(person.token, config));
  await prober.reply(prober.broadcast(ref, fullTopic(topic), 'real', Buffer.from('{"n":1}')));
  prober.send(ref, 't', fullTopic(topic), 'presence', { event: 'track', payload: {} });
  await prober.reply('t');
  await fixture.send(topic, { n: 2 });
  await socket.binary((frame) => body(frame).n === 2);
  expect(numbers(socket)).toEqual([1, 2]);
  const rows = await fixture.sql`select from realtime.messages where topic = ${topic}`;
  expect(rows).toHaveLength(1);
});

test('56 20 kB arrive whole', async () => {
  const { topic, socket } = await listener();
  const text = 'ü'.repeat(10_000);
  await fixture.send(topic, { text });
  expect(JSON.parse((await socket.binary()).payload.toString())).toMatchObject({ text });
});

test('57 a row without an event is not delivered and stops nothing', async () => {
  const { topic, socket } = await listener();
  await fixture.sql`
    insert into realtime.messages (topic, extension, private, payload)
    values (${topic}, 'broadcast', true, '{"n":0}')`;
  await fixture.send(topic, { n: 1 });
  await socket.binary();
  expect(numbers(socket)).toEqual([1]);
});

test('58 a replay gives the newest stored messages, oldest first', async () => {
  const since = Date.now() - 60_000;
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  for (let n = 1; n <= 5; n += 1) await fixture.send(topic, { n });
  await fixture.send(topic, { n: 6 }, false);
  const join = async (replay: unknown, isPrivate = true) => {
    const socket = await fixture.socket();
    const { ref, reply } = await socket.join(fullTopic(topic), {
      config: { private: isPrivate, broadcast: { replay } },
      access_token: person.token,
    });
    await socket.fence();
    return { socket, ref, response: reply.response };
  };
  const { socket, ref } = await join({ since, limit: 2 });
  const frames = socket.texts('broadcast');
  expect(frames.map((frame) => (frame[4]['payload'] as { n: number }).n)).toEqual([4, 5]);
  expect(frames[0]?.slice(0, 3)).toEqual([ref, null, fullTopic(topic)]);
  const [row] = await fixture.sql<{ id: string }[]>`
    select id from realtime.messages where topic = ${topic} and payload ->> 'n' = '4'`;
  expect(frames[0]?.[4]['meta']).toEqual({ replayed: true, id: row?.id });
  await fixture.send(topic, { n: 7 });
  await socket.binary();
  expect(numbers(socket)).toEqual([7]);

  expect((await join({ since })).socket.texts('broadcast')).toHaveLength(6);
  expect((await join({ since: Date.now() + 1000 })).socket.texts('broadcast')).toEqual([]);
  expect((await join({ since: 'yesterday' })).response).toEqual({
    reason: 'UnableToReplayMessages: Replay params are not valid',
  });
  expect((await join({ since }, false)).response).toEqual({
    reason: 'UnableToReplayMessages: Replay is not allowed for public channels',
  });
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
