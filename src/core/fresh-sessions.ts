import { sameValue } from '../lib/same-value.ts';
import type { AdminSession } from './admin-sessions.ts';

/**
 * How many sessions the newest answer shows otherwise than what is on screen: new ones, those that
 * changed, and those that are no longer among them. `fresh` is a first page, `shown` that page and
 * perhaps later ones, in the same order.
 */
export function changedSessions(
  shown: readonly AdminSession[],
  fresh: readonly AdminSession[],
): number {
  const before = new Map(shown.map((session, at) => [session.id, { session, at }]));
  const changed = fresh.filter(({ id, ...rest }) => {
    const old = before.get(id)?.session;
    return old === undefined || !sameValue(old, { id, ...rest });
  });
  const known = new Set(fresh.map(({ id }) => id));
  // Beyond the last that both have, a row may only have been pushed to the next page.
  const last = Math.max(-1, ...fresh.map(({ id }) => before.get(id)?.at ?? -1));
  const gone = shown.slice(0, last).filter(({ id }) => !known.has(id));
  return changed.length + gone.length;
}
