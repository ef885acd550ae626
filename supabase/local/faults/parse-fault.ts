import type { Fault } from './fault.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string' && value !== '';
const count: Check = (value) => Number.isInteger(value) && (value as number) > 0;
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const MIN_STATUS = 400;
const MAX_STATUS = 599;
const status: Check = (value) =>
  count(value) && (value as number) >= MIN_STATUS && (value as number) <= MAX_STATUS;

/** Fields of each kind; those with a `?` may be missing. */
const FIELDS: Record<Fault['kind'], Record<string, Check>> = {
  'refuse-upgrade': { 'status?': status, 'times?': count },
  'delay-join': { ms: count, 'topic?': text, 'times?': count },
  drop: { 'topic?': text, 'event?': text, 'times?': count },
  duplicate: { 'topic?': text, 'event?': text, 'times?': count },
  reorder: { 'topic?': text, 'event?': text, 'times?': count },
  delay: { ms: count, 'topic?': text, 'event?': text, 'times?': count },
  'ignore-heartbeats': { 'times?': count },
  'mail-down': { 'times?': count },
  http: {
    path: text,
    effect: oneOf('latency', 'unavailable', 'lost'),
    'method?': text,
    'ms?': count,
    'times?': count,
  },
  'kill-sockets': { code: oneOf(1006, 1012) },
  'half-open': {},
  'expire-token': { 'topic?': text },
  'crash-channel': { 'topic?': text },
  'restart-database': {},
};

/** Reads a fault from JSON; a string says in one sentence what is wrong with it. */
export function parseFault(value: unknown): Fault | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'A fault is a JSON object.';
  const { kind, ...rest } = value as Record<string, unknown>;
  if (typeof kind !== 'string' || !Object.hasOwn(FIELDS, kind))
    return `"kind" must be one of ${Object.keys(FIELDS).join(', ')}.`;
  const fields = FIELDS[kind as Fault['kind']];
  const known = Object.entries(fields).map(([field, check]) => ({
    name: field.replace('?', ''),
    optional: field.endsWith('?'),
    check,
  }));
  const unknown = Object.keys(rest).find((name) => !known.some((field) => field.name === name));
  if (unknown !== undefined) return `A fault of kind ${kind} has no "${unknown}".`;
  for (const { name, optional, check } of known) {
    if (rest[name] === undefined && optional) continue;
    if (!check(rest[name])) return `"${name}" of a fault of kind ${kind} is missing or wrong.`;
  }
  if (rest['effect'] === 'latency' && rest['ms'] === undefined)
    return '"ms" of a fault with effect latency is missing.';
  return value as Fault;
}
