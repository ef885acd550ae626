import type { Me } from '../../core/model.ts';
import { tabGroup } from '../tabs/tab-line.ts';

/**
 * How many tabs of this browser share the sign-in: each holds a lock of its own name as long as it
 * lives (see `tabs/together.ts`). Null where there are no Web Locks.
 */
export async function countTabs(
  locks: Pick<LockManager, 'query'> | undefined,
  me: Me,
): Promise<number | null> {
  if (locks === undefined) return null;
  const { held = [] } = await locks.query();
  const prefix = `${tabGroup(me.id, me.authSessionId)}.`;
  return held.filter((lock) => lock.name?.startsWith(prefix) === true).length;
}
