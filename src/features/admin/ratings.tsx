import { Star } from 'lucide-react';
import { MOST_STARS } from '../../core/rating.ts';
import { timeWords } from '../../lib/time-words.ts';
import { usePeople } from '../../store/use-people.ts';
import { Failure } from '../../ui/failure.tsx';
import { ListEnd } from '../../ui/list-end.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';

const MINUTE_MS = 60_000;

/** For admins: what students said about a mentor; nothing if nobody has. */
export default function Ratings({ userId }: { userId: string }) {
  const ask = usePeople();
  const now = useNow(MINUTE_MS);
  const pages = usePages((cursor) => ask((people) => people.ratingsOf(userId, cursor)), userId);
  const { items, error } = pages;
  if (items === null && error !== null) return <Failure>{error}</Failure>;
  if (items === null || items.length === 0) return null;
  return (
    <section aria-label="Ratings" className="grid grid-cols-1 gap-2">
      <h4 className="font-medium">Ratings</h4>
      <ul className="grid grid-cols-1 gap-3">
        {items.map((rating) => (
          <li key={rating.sessionId} className="grid gap-0.5">
            <p className="flex flex-wrap items-center gap-x-2 text-meta text-soft">
              <span className="flex items-center gap-1 font-medium text-ink">
                <Star size={14} aria-hidden="true" className="fill-current text-away" />
                {rating.stars} of {MOST_STARS}
              </span>
              <bdi>{rating.raterName ?? 'Deleted account'}</bdi>
              {rating.sessionSubject !== null && <bdi>{rating.sessionSubject}</bdi>}
              {timeWords.ago(rating.createdAt, now)}
            </p>
            {rating.comment !== null && <p className="message-text">{rating.comment}</p>}
          </li>
        ))}
      </ul>
      <ListEnd pages={pages} />
    </section>
  );
}
