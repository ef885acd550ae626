import { useState } from 'react';
import type {
  AdminSession,
  AdminSessionFilter,
  SessionCounts,
  SessionSort,
} from '../../core/admin-sessions.ts';
import { changedSessions } from '../../core/fresh-sessions.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useLooks } from '../../ui/use-looks.ts';

/** How often the newest are asked for while the page is in view, in milliseconds. */
const LOOK_EVERY_MS = 15_000;

interface News {
  /** How often it was looked. */
  readonly looks: number;
  /** How many sessions are not as they are shown. */
  readonly changed: number;
}

/**
 * What has changed since `shown` was asked for by `key`. Nothing tells admins of sessions that they
 * have no part in, so the first page is asked for again from time to time; what is on screen stays
 * until they want the new.
 */
export function useSessionNews(
  filter: AdminSessionFilter,
  sort: SessionSort,
  key: string,
  shown: readonly AdminSession[] | null,
): News {
  const ask = useAdmin();
  const looks = useLooks(LOOK_EVERY_MS);
  const [asked, setAsked] = useState({ key, looks });
  // What was asked for just now is new enough.
  if (asked.key !== key) setAsked({ key, looks });
  const isDue = asked.key === key && looks > asked.looks;
  const [answer] = useAnswer(
    async () => {
      if (!isDue) return null;
      const { items } = await ask((admin) => admin.adminSessions(filter, sort, null));
      return { key, items };
    },
    `${key} ${isDue ? looks : ''}`,
  );
  // A look that failed is made up for by the next.
  const fresh = answer.status === 'ready' && answer.value?.key === key ? answer.value.items : null;
  return { looks, changed: fresh === null || shown === null ? 0 : changedSessions(shown, fresh) };
}

/**
 * How many sessions there are by status and by kind, each as if nothing were chosen of it, so that
 * the numbers say what choosing would find. Null until they are known.
 */
export function useSessionCounts(
  filter: AdminSessionFilter,
  key: string,
  looks: number,
): Pick<SessionCounts, 'byStatus' | 'byKind'> | null {
  const ask = useAdmin();
  const [answer] = useAnswer(
    () =>
      ask(async (admin) => {
        const [statuses, kinds] = await Promise.all([
          admin.countSessions({ ...filter, statuses: [] }),
          admin.countSessions({ ...filter, kinds: [] }),
        ]);
        return { byStatus: statuses.byStatus, byKind: kinds.byKind };
      }),
    `${key} ${looks}`,
  );
  return answer.status === 'ready' ? answer.value : null;
}
