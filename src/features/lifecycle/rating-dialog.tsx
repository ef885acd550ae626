import { clsx } from 'clsx';
import { Star } from 'lucide-react';
import { useId, useState, type SubmitEvent } from 'react';
import { characterCount } from '../../core/compose.ts';
import type { Session } from '../../core/model.ts';
import { MOST_STARS, type OwnRating } from '../../core/rating.ts';
import { useActions } from '../../store/hooks.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useDeed } from '../../ui/use-deed.ts';

/** As the database has it, in characters. */
const MOST_COMMENT = 1_000;
const words = ['Poor', 'Fair', 'Good', 'Very good', 'Excellent'];
const stars = Array.from({ length: MOST_STARS }, (_none, index) => index + 1);

/** One to five stars, and what there is to say about them. */
export function RatingDialog(props: {
  session: Session;
  /** What was given before. */
  rating: OwnRating | null;
  onRated: (rating: OwnRating) => void;
  onClose: () => void;
}) {
  const { session, rating, onRated, onClose } = props;
  const ask = useLifecycle();
  const { say } = useActions();
  const [given, setGiven] = useState(rating?.stars ?? 0);
  const [comment, setComment] = useState(rating?.comment ?? '');
  const [missing, setMissing] = useState(false);
  const { busy, failure, run } = useDeed();
  const over = characterCount(comment.trim()) - MOST_COMMENT;

  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    setMissing(given === 0);
    if (given === 0 || over > 0) return;
    run(
      async () => onRated(await ask((life) => life.rate(session.id, given, comment.trim()))),
      () => {
        say('Thank you. Your rating is kept.');
        onClose();
      },
    );
  };

  return (
    <Dialog title="Rate this session" onClose={onClose} className="max-w-120!">
      <form noValidate onSubmit={onSubmit} className="grid gap-4 overflow-y-auto p-5">
        <Stars value={given} onChange={setGiven} />
        <Failure>{missing && given === 0 ? 'Give one to five stars.' : null}</Failure>
        <TextArea
          label="Comment (optional)"
          hint="For the team only. Your mentor sees neither stars nor words."
          error={over > 0 ? `This is too long by ${over} characters.` : undefined}
          value={comment}
          onChange={(event) => setComment(event.target.value)}
        />
        <Failure>{failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" aria-disabled={busy}>
            {busy ? 'Saving…' : rating === null ? 'Rate' : 'Change rating'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A choice out of five; the arrow keys go through them. */
function Stars({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 font-medium">How was it?</legend>
      <div className="flex items-center">
        {stars.map((star) => (
          <label
            key={star}
            className="relative -ml-1.5 grid size-11 cursor-pointer place-items-center rounded-control first:-ml-2 hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              className="absolute inset-0 cursor-pointer opacity-0"
              aria-label={`${star} ${star === 1 ? 'star' : 'stars'}, ${words[star - 1] ?? ''}`}
              checked={star === value}
              onChange={() => onChange(star)}
            />
            <Star
              size={28}
              aria-hidden="true"
              className={clsx(star <= value ? 'fill-current text-accent' : 'text-edge')}
            />
          </label>
        ))}
        <span aria-hidden="true" className="ml-3 text-soft">
          {words[value - 1]}
        </span>
      </div>
    </fieldset>
  );
}
