import { randomUUID } from 'node:crypto';
import type { Tx } from '../support/database.ts';
import { DONE, FORBIDDEN, type Answer, type Attempt } from './access-matrix-attempts.ts';
import { catalogFunctions, type CatalogFunction } from './access-matrix-catalog.ts';
import { FUNCTIONS, type Callers } from './access-matrix-functions.ts';
import { MARK, SAID, type Actor, type Scene } from './access-matrix-scene.ts';
import type { Planned } from './access-matrix-tables.ts';

const FUNCTIONS_FILE = 'tests/db/access-matrix-functions.ts';
const NOT_FOUND = 'PT404';

/** Every function × actor, called about the session of the two, their messages and themselves. */
export async function planCalls(tx: Tx, scene: Scene): Promise<Planned> {
  const plan: Planned = { attempts: [], unsaid: [] };
  const functions = await catalogFunctions(tx);
  const enums = await enumValues(tx);
  for (const one of functions) {
    const callers = FUNCTIONS[one.name];
    if (callers === undefined) {
      plan.unsaid.push(
        `public.${one.name}() is not said in ${FUNCTIONS_FILE}: write its name behind those who may call it.`,
      );
      continue;
    }
    const call = (session: string, message: string) =>
      callAbout(one, scene, enums, session, message);
    const real = call(scene.session, scene.life.reactedBy);
    const missing = call(randomUUID(), randomUUID());
    for (const who of scene.actors) {
      const what = `call ${one.name}`;
      const attempt = { who, what, sql: real, asks: true, ...expected(who, callers, scene) };
      plan.attempts.push(attempt);
      if (isOutside(who, callers, scene))
        plan.attempts.push({ ...attempt, sql: missing, sameAs: attempt });
    }
  }
  return plan;
}

/** About a session or message, by somebody for whom it must be as if it did not exist. */
const isOutside = (who: Actor, callers: Callers, scene: Scene): boolean =>
  who.id !== null && ABOUT_A_SESSION.has(callers) && !mayAsk(who, callers, scene);

const ABOUT_A_SESSION: ReadonlySet<Callers> = new Set([
  'taking part',
  'having taken part',
  'acting',
  'acting, admins',
  'reading',
  'taking part, admins',
  'reviewing',
]);

function mayAsk(who: Actor, callers: Callers, { session }: Scene): boolean {
  const takesPart = who.sessions.includes(session);
  const reviews = who.reviews === session;
  switch (callers) {
    case 'taking part':
    case 'acting':
      return takesPart;
    case 'reading':
      return takesPart || reviews;
    case 'having taken part':
      return takesPart || who.left.includes(session);
    case 'taking part, admins':
    case 'acting, admins':
      return takesPart || who.admin;
    case 'reviewing':
      return reviews;
    case 'admins':
      return who.admin;
    case 'people':
      return who.id !== null;
    case 'visitors':
      return true;
    case 'workers':
      return false;
  }
}

function expected(who: Actor, callers: Callers, scene: Scene): Pick<Attempt, 'wanted' | 'isFine'> {
  const silent = (text: string) => !secretsFrom(who, callers, scene).test(text);
  const refusedWith = (...codes: string[]) => ({
    wanted: `refused with ${codes.join(' or ')}`,
    isFine: ({ code, text }: Answer) => codes.includes(code) && silent(text),
  });
  if (who.id === null && callers !== 'visitors') return refusedWith(FORBIDDEN);
  if (!mayAsk(who, callers, scene))
    return ABOUT_A_SESSION.has(callers)
      ? // Some ask first whether the account is suspended, which tells nothing of the session.
        refusedWith(NOT_FOUND, ...(who.suspended ? [FORBIDDEN] : []))
      : refusedWith(FORBIDDEN);
  if (callers.startsWith('acting') && who.suspended) return refusedWith(FORBIDDEN, NOT_FOUND);
  if (callers === 'reading' || callers === 'reviewing' || callers === 'taking part, admins')
    return {
      wanted: 'answered',
      isFine: ({ code, text }) => code === DONE && silent(text),
    };
  return {
    wanted: 'without the words of others',
    isFine: ({ code, text }) => (callers !== 'admins' || code !== FORBIDDEN) && silent(text),
  };
}

/** Never matches. */
const NOTHING = /(?!)/;

/** What must not be in any answer to somebody. */
function secretsFrom(who: Actor, callers: Callers, { session }: Scene): RegExp {
  if (who.sessions.includes(session)) return NOTHING;
  // Reports, applications and ratings are theirs to read, what was said is not.
  if (callers === 'admins' && who.admin) return SAID;
  const underReview = who.reviews === session && ['reading', 'reviewing'].includes(callers);
  return underReview ? NOTHING : new RegExp(MARK);
}

/** The first value of each enum. */
async function enumValues(tx: Tx): Promise<Map<string, string>> {
  const rows = await tx<{ type: string; value: string }[]>`
    select format_type(enumtypid, null) as type, min(enumlabel::text) as value from pg_enum group by enumtypid`;
  return new Map(rows.map(({ type, value }) => [type, value]));
}

const PLAIN: Record<string, string> = {
  boolean: 'true',
  date: '2026-01-01',
  integer: '1',
  bigint: '1',
  jsonb: '{}',
  text: 'some words that are long enough',
  'timestamp with time zone': '2026-01-01',
};

function callAbout(
  { name, parameters }: CatalogFunction,
  { life }: Scene,
  enums: ReadonlyMap<string, string>,
  session: string,
  message: string,
): string {
  const uuidOf = (parameter: string): string => {
    if (parameter === 'p_session_id') return session;
    if (parameter === 'p_id' || parameter === 'p_message_id') return message;
    return parameter === 'p_token' ? randomUUID() : life.person;
  };
  const list = parameters.map((parameter) => {
    const { type } = parameter;
    const value =
      type === 'uuid'
        ? uuidOf(parameter.name)
        : type === 'uuid[]'
          ? `{${message}}`
          : (enums.get(type) ?? PLAIN[type]);
    if (value === undefined)
      throw new Error(`Say in PLAIN what to give for ${type} ${parameter.name} of ${name}().`);
    return `${parameter.name} => '${value}'::${type}`;
  });
  return `select public.${name}(${list.join()})::text`;
}
