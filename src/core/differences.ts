import { sameValue } from '../lib/same-value.ts';

/** What differs between this device and the server, in words. */
export interface Words {
  /** How it is here: “message 3 is at rev 5”. */
  readonly here: string;
  /** How it is on the server, where `here` does not say all: “7”. */
  readonly there: string | null;
}

export interface Difference extends Words {
  /** What it is about: the list, or a session by its title. */
  readonly where: string;
}

const LONGEST_VALUE_CHARACTERS = 40;

export const alone = (here: string): Words => ({ here, there: null });

/**
 * Fields of `there` that `here` has otherwise, except those named.
 * @param prefix whose fields they are, for the words
 */
export function compareFields<T extends object>(
  prefix: string,
  here: T,
  there: T,
  except: ReadonlySet<string>,
): readonly Words[] {
  const old = here as Readonly<Record<string, unknown>>;
  return Object.entries(there).flatMap(([field, value]) =>
    except.has(field) || sameValue(old[field], value)
      ? []
      : [{ here: `${prefix}${field} is ${shown(old[field])}`, there: shown(value) }],
  );
}

export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
  return text.length > LONGEST_VALUE_CHARACTERS
    ? `${text.slice(0, LONGEST_VALUE_CHARACTERS)}…`
    : text;
}
