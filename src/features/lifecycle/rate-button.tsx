import { Star } from 'lucide-react';
import { useState } from 'react';
import type { Session } from '../../core/model.ts';
import type { Rating } from '../../core/rating.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { RatingDialog } from './rating-dialog.tsx';

/** Says how a session was, or what the person said of it and may still change. */
export function RateButton({ session }: { session: Session }) {
  const ask = useLifecycle();
  const [found] = useAnswer(() => ask((life) => life.ratingOf(session.id)), session.id);
  const [given, setGiven] = useState<Rating | null>(null);
  const [open, setOpen] = useState(false);
  const rating = given ?? (found.status === 'ready' ? found.value : null);
  return (
    <>
      {rating === null ? (
        <Button size="small" look="primary" onClick={() => setOpen(true)}>
          Rate this session
        </Button>
      ) : (
        <Button
          size="small"
          className="gap-1.5"
          aria-label={`Change your rating, ${rating.stars} of 5 stars`}
          onClick={() => setOpen(true)}
        >
          <Star size={14} aria-hidden="true" className="fill-current text-accent" />
          {rating.stars} of 5
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
