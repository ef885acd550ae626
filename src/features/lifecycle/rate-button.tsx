import { Star } from 'lucide-react';
import { useState } from 'react';
import type { Session } from '../../core/model.ts';
import { MOST_STARS, type OwnRating } from '../../core/rating.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { usePassed } from '../../store/use-passed.ts';
import { Button } from '../../ui/button.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { RatingDialog } from './rating-dialog.tsx';

/** Says how a session was, or what the person said of it and may change for a while. */
export function RateButton({ session }: { session: Session }) {
  const ask = useLifecycle();
  const [found] = useAnswer(() => ask((life) => life.ratingOf(session.id)), session.id);
  const [given, setGiven] = useState<OwnRating | null>(null);
  const [open, setOpen] = useState(false);
  const rating = given ?? (found.status === 'ready' ? found.value : null);
  const isFinal = usePassed(rating?.changeableUntil ?? null);
  // Not yet known whether there is one.
  if (rating === null && found.status === 'waiting') return null;
  const stars = rating !== null && (
    <>
      <Star size={14} aria-hidden="true" className="fill-current text-accent" />
      {rating.stars} of {MOST_STARS}
    </>
  );
  return (
    <>
      {rating === null ? (
        <Button size="small" look="primary" onClick={() => setOpen(true)}>
          Rate this session
        </Button>
      ) : isFinal ? (
        <p className="flex shrink-0 items-center gap-1.5 px-2 text-meta text-soft">
          <span className="sr-only">You gave </span>
          {stars}
          <span className="sr-only"> stars</span>
        </p>
      ) : (
        <Button
          size="small"
          className="gap-1.5"
          aria-label={`Change your rating, ${rating.stars} of ${MOST_STARS} stars`}
          onClick={() => setOpen(true)}
        >
          {stars}
        </Button>
      )}
      {open && (
        <RatingDialog
          session={session}
          rating={rating}
          onRated={setGiven}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
