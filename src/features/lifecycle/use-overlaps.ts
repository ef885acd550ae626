import type { Overlap } from '../../core/lifecycle-wishes.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { useAnswer } from '../../ui/use-answer.ts';

/**
 * What the person has accepted for about the time of a session with `peerId`, but that session itself.
 * `at` is epoch ms; without a time, and while it is not known, nothing. Overlaps are warned of, never
 * refused.
 */
export function useOverlaps(
  at: number | null,
  peerId: string | null,
  exceptId: string | null,
): readonly Overlap[] {
  const ask = useLifecycle();
  const [answer] = useAnswer(
    async () => (at === null || peerId === null ? [] : ask((life) => life.overlapping(at, peerId))),
    String(at),
  );
  return answer.status === 'ready' && at !== null
    ? answer.value.filter(({ sessionId }) => sessionId !== exceptId)
    : [];
}

/** Which session an overlap is, within a sentence. */
export const overlapName = ({ subject }: Overlap): string =>
  subject === null ? 'another session' : `“${subject}”`;
