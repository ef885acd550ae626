import { afterAll, beforeAll, beforeEach, expect, inject, vi } from 'vitest';
import { faultsOf, type FaultClient } from '../support/faults.ts';
import { startTestStack, type TestStack } from '../support/stack.ts';
import { Fixture, fullTopic, privateJoin, type Person } from './support/fixture.ts';
import { onlyOwnStack } from './support/own-stack.ts';

// A stack is started here, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let stack: TestStack;
let fixture: Fixture;
let faults: FaultClient;
let person: Person;
const PATH = '/rest/v1/fault_test';
beforeAll(async () => {
  stack = await startTestStack({ faults: true });
  fixture = await Fixture.prepare(stack.facts);
  faults = faultsOf(stack.facts.apiUrl);
  person = await fixture.person();
  await fixture.sql.unsafe(`
    create table public.fault_test (n int);
    alter table public.fault_test enable row level security;
    create policy "all" on public.fault_test to authenticated using (true) with check (true);
    grant select, insert on public.fault_test to authenticated;
    notify pgrst, 'reload schema';`);
  await vi.waitFor(async () =>
    expect((await person.client.from('fault_test').select()).status).toBe(200),
  );
});
afterAll(async () => {
  await faults.clear();
  await fixture.dispose();
  await stack.stop();
});
beforeEach(() => faults.clear());

const insert = (n: number) => person.client.from('fault_test').insert({ n });
const count = async (n: number) =>
  (await fixture.sql`select from public.fault_test where n = ${n}`).length;

onlyOwnStack('a request is refused before anything happens, as often as asked for', async () => {
  await faults.add({ kind: 'http', path: PATH, method: 'POST', effect: 'unavailable', times: 2 });
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const { status, error } = await insert(1);
    expect([status, error?.code]).toEqual([503, 'PGRST002']);
  }
  expect((await person.client.from('fault_test').select()).status).toBe(200);
  expect((await insert(1)).status).toBe(201);
  expect(await count(1)).toBe(1);
});

onlyOwnStack('an answer is lost after the commit', async () => {
  await faults.add({ kind: 'http', path: PATH, effect: 'lost', times: 1 });
  const { error } = await insert(2);
  expect(error?.message).toContain('fetch failed');
  expect(await count(2)).toBe(1);
});

onlyOwnStack('an answer is late', async () => {
  await faults.add({ kind: 'http', path: PATH, effect: 'latency', ms: 300, times: 1 });
  const began = performance.now();
  expect((await insert(3)).status).toBe(201);
  // At least: a busy machine may be slower, but never faster.
  expect(performance.now() - began).toBeGreaterThan(290);
});

onlyOwnStack('the database restarts under everything, which works again', async () => {
  const topic = fixture.topic();
  await fixture.allow(person, topic, ['broadcast', 'read']);
  await insert(4);
  await faults.do({ kind: 'restart-database' });
  await vi.waitFor(async () => expect(await count(4)).toBe(1), { timeout: 10_000 });
  await vi.waitFor(async () => expect((await insert(5)).status).toBe(201), { timeout: 10_000 });
  const socket = await fixture.socket();
  await vi.waitFor(
    async () =>
      expect((await socket.join(fullTopic(topic), privateJoin(person.token))).reply.status).toBe(
        'ok',
      ),
    { timeout: 10_000 },
  );
  await fixture.send(topic, {});
  await socket.binary();
});

onlyOwnStack('what is wrong with a fault is said', async () => {
  const refusal = async (body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${stack.facts.apiUrl}/__faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return [response.status, ((await response.json()) as { message: string }).message];
  };
  expect(await refusal('{')).toEqual([400, 'A fault is a JSON object.']);
  expect(await refusal({ kind: 'toString' })).toEqual([
    400,
    expect.stringMatching(/^"kind" must be one of refuse-upgrade, /),
  ]);
  expect(await refusal({ kind: 'drop', topik: 'x' })).toEqual([
    400,
    'A fault of kind drop has no "topik".',
  ]);
  expect(await refusal({ kind: 'delay-join', ms: -1 })).toEqual([
    400,
    '"ms" of a fault of kind delay-join is missing or wrong.',
  ]);
  expect(await refusal({ kind: 'half-open' }, { origin: 'https://example.com' })).toEqual([
    403,
    'Faults are for this machine only.',
  ]);
  expect(await faults.list()).toEqual([]);
});

onlyOwnStack('the list counts down', async () => {
  const added = await faults.add({ kind: 'http', path: PATH, effect: 'unavailable', times: 2 });
  await insert(6);
  expect(await faults.list()).toEqual([{ ...added, times: 1 }]);
});

onlyOwnStack('a stack that was not asked for faults has none', async () => {
  const { apiUrl } = inject('stack');
  for (const method of ['GET', 'POST', 'DELETE'])
    expect((await fetch(`${apiUrl}/__faults`, { method })).status).toBeGreaterThanOrEqual(400);
});
