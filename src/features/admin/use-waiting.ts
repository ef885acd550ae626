import { useAdmin } from '../../store/use-admin.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useLooks } from '../../ui/use-looks.ts';

/** How often it is asked what waits, in milliseconds, besides with every page. */
const LOOK_EVERY_MS = 60_000;

interface Waiting {
  readonly reports: string | null;
  readonly applications: string | null;
}

const words = (count: number, more = false): string | null =>
  count === 0 ? null : `${count}${more ? '+' : ''}`;

/** How much waits for somebody to decide; null for nothing, or while nobody knows. */
export function useWaiting(path: string): Waiting {
  const ask = useAdmin();
  const looks = useLooks(LOOK_EVERY_MS);
  const [answer] = useAnswer(() => ask((admin) => admin.waiting()), `${path} ${looks}`);
  if (answer.status !== 'ready') return { reports: null, applications: null };
  const { reports, applications } = answer.value;
  return {
    reports: words(reports),
    applications: words(applications.count, applications.more),
  };
}
