import { Eye } from 'lucide-react';
import type { Session } from '../../core/model.ts';
import type { ReviewNote } from '../../core/review.ts';
import { thingWord } from '../../core/session-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

/**
 * That admins who take no part read this, and when. Asked for again with each change of the session that
 * is no message: beginning and ending a review is one. Without any there is nothing here, and
 * without an answer neither: the next change asks again.
 */
export function ReviewNotes({ session }: { session: Session }) {
  const ask = useLifecycle();
  const now = useNow(MINUTE_MS);
  const [answer] = useAnswer(
    () => ask((life) => life.reviewsOf(session.id)),
    `${session.id} ${session.updatedAt}`,
  );
  if (answer.status !== 'ready' || answer.value.length === 0) return null;
  const thing = thingWord(session.kind);
  return (
    <section aria-label="Reviews" className="grid gap-2">
      <p className="flex gap-2">
        <Eye size={16} aria-hidden="true" className="mt-1 shrink-0 text-accent" />
        <span>
          {answer.value.some(({ endedAt }) => endedAt === null)
            ? `An admin is reading this ${thing}.`
            : `An admin has read this ${thing}.`}{' '}
          <span className="text-soft">Each review has a reason and is kept in the audit log.</span>
        </span>
      </p>
      <ul className="grid gap-1 pl-6 text-meta text-soft">
        {answer.value.map((review) => (
          <li key={review.at}>
            Reviewed by an {review.role}: {span(review, now)}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** “Today, 14:03 – 14:20”, “Today, 14:03, still open”. */
function span({ at, endedAt }: ReviewNote, now: number): string {
  const from = momentWords.moment(at, now);
  return endedAt === null ? `${from}, still open` : `${from} – ${timeWords.clock(endedAt)}`;
}
