import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createPerson, type Person } from '../support/people.ts';
import { as, facts, mentor, ofMentor, sessionId, sql, stored, student } from './stage.ts';

/**
 * Values that no form of ours would send, to every parameter of every function of the catalog: a
 * refusal that is one, never a failure of the server, and nothing of what was stored changes.
 */

interface Parameter {
  name: string;
  type: string;
  optional: boolean;
}
interface ApiFunction {
  name: string;
  parameters: Parameter[];
}

const LONG = 'x'.repeat(200_000);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
/** As JSON, because some of it could not be said otherwise. */
const HOSTILE: Record<string, readonly string[]> = {
  uuid: ['""', '0', '[]', '"00000000-0000-0000-0000-00000000000g"'],
  text: [
    '""',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\u200b\\u2060\\ufeff"',
    '"\\u202e\\u2066"',
    JSON.stringify(LONG),
    `"' or 1=1; drop table public.messages; --"`,
    '"%_\\\\%"',
    '{"a":1}',
  ],
  integer: ['-1', '0', '2147483648', '1e999', '"1; select 1"', '"NaN"', '[]'],
  bigint: ['-1', '9223372036854775807', '9223372036854775808', '1e999', '[]'],
  boolean: ['"maybe"', '[]'],
  jsonb: [
    'null',
    '[]',
    '0',
    '"x"',
    '{"":{"":[]}}',
    '{"search":"\\u0000"}',
    '{"limit":"1; select 1","kind":"x"}',
    '{"__proto__":{"admin":true}}',
    nested(500),
    nested(20_000),
    `{"search":${JSON.stringify(LONG)}}`,
  ],
  'timestamp with time zone': [
    '""',
    '"infinity"',
    '"-infinity"',
    '"294276-12-31T23:59:59Z"',
    '"4713-01-01 BC"',
    '"300000-01-01"',
    '"tomorrow; select 1"',
    '0',
  ],
  date: ['""', '"infinity"', '"-infinity"', '"5874897-12-31"', '"2026-02-30"', '0'],
  'uuid[]': ['[]', '"{}"', '["x"]', '[null]', '[[]]', '{}', JSON.stringify(Array(5_000).fill('x'))],
  'text[]': ['[]', '[null]', '[[]]', '["\\u0000"]', JSON.stringify(Array(5_000).fill('x')), '"x"'],
  enum: ['""', '"no such"', '0', '[]', '"ADMIN"'],
};

/** What a good call has there, as JSON. */
const good = (parameter: Parameter): string => {
  if (parameter.type === 'uuid') {
    if (parameter.name === 'p_session_id') return JSON.stringify(sessionId);
    return JSON.stringify(parameter.name.endsWith('_id') ? mentor.id : randomUUID());
  }
  const plain: Record<string, string> = {
    text: '"some words that are long enough"',
    integer: '1',
    bigint: '1',
    boolean: 'false',
    jsonb: '{}',
    'timestamp with time zone': '"2026-01-01T00:00:00Z"',
    date: '"2026-01-01"',
    'uuid[]': JSON.stringify([ofMentor]),
    'text[]': '["words"]',
  };
  return plain[parameter.type] ?? '"support"';
};

async function apiFunctions(): Promise<ApiFunction[]> {
  const rows = await sql()<ApiFunction[]>`
    select p.proname as name, coalesce((
      select json_agg(json_build_object(
        'name', p.proargnames[n],
        'type', case when t.typtype = 'e' then 'enum' else format_type(t.oid, null) end,
        'optional', n > p.pronargs - p.pronargdefaults
      ) order by n)
      from generate_series(1, p.pronargs) n join pg_type t on t.oid = p.proargtypes[n - 1]
    ), '[]') as parameters
    from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.prorettype <> 'trigger'::regtype
      -- What ends an account is tried elsewhere.
      and p.proname <> 'delete_account' and has_function_privilege('authenticated', p.oid, 'execute')
    order by 1`;
  return [...rows];
}

let admin: Person;
beforeAll(async () => {
  admin = await createPerson(facts, { role: 'admin' });
});

/** Bodies of calls in which one parameter is hostile and the others that must be given are good. */
function* hostileBodies({ parameters }: ApiFunction): Generator<string> {
  for (const hostile of parameters) {
    const values = HOSTILE[hostile.type] ?? HOSTILE['enum']!;
    const rest = parameters
      .filter((one) => one !== hostile && !one.optional)
      .map((one) => `${JSON.stringify(one.name)}:${good(one)}`);
    for (const value of values) yield `{${[`"${hostile.name}":${value}`, ...rest].join()}}`;
  }
}

/** How each of them was answered, by function. */
async function attack(person: Person, functions: readonly ApiFunction[]): Promise<Set<string>> {
  const denied = new Set<string>();
  for (const one of functions) {
    const answers = await Promise.all(
      [...hostileBodies(one)].map(async (body) => ({
        body,
        answer: await as(person, `rpc/${one.name}`, { body }),
      })),
    );
    for (const { body, answer } of answers) {
      const what = `${one.name} ${body.slice(0, 200)}: ${answer.text.slice(0, 300)}`;
      expect.soft(answer.status, what).toBeLessThan(500);
      expect.soft(answer.text, what).not.toMatch(/at \S+ \(|\.ts:\d|node_modules/);
      if (answer.status === 403) denied.add(one.name);
    }
    attempted += answers.length;
  }
  return denied;
}

let attempted = 0;
/** A thousand requests and more, on machines that may be busy. */
const PATIENCE_MS = 120_000;

test(
  'a participant and an admin are refused, and the server goes on',
  async () => {
    const functions = await apiFunctions();
    const before = (await stored())[0]!['messages'] as unknown;
    const denied = await attack(student, functions);
    expect((await stored())[0]!['messages']).toEqual(before);
    await attack(
      admin,
      functions.filter(({ name }) => denied.has(name)),
    );
    expect(attempted).toBeGreaterThan(500);
    for (const person of [student, admin])
      expect((await as(person, 'rpc/unread_count', { body: {} })).status).toBe(200);
  },
  PATIENCE_MS,
);
