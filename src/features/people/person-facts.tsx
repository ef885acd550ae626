import { Clock, Star, Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Person } from '../../core/people.ts';
import { ratingWords, replyWords } from '../../core/people-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

/** What helps to choose somebody: how soon they answer, how they are rated, what time it is there. */
export function PersonFacts({ person }: { person: Person }) {
  const now = useNow(MINUTE_MS);
  const reply = replyWords(person.replySeconds);
  const rating = ratingWords(person.ratingAverage, person.ratingCount);
  const clock = person.timezone === null ? null : timeWords.clockIn(now, person.timezone);
  if (reply === null && rating === null && clock === null) return null;
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-meta text-soft">
      {rating !== null && (
        <Fact icon={<Star size={14} className="fill-current text-away" />}>{rating}</Fact>
      )}
      {reply !== null && <Fact icon={<Timer size={14} />}>{reply}</Fact>}
      {clock !== null && <Fact icon={<Clock size={14} />}>{clock} there now</Fact>}
    </ul>
  );
}

const Fact = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <li className="flex items-center gap-1.5">
    <span aria-hidden="true" className="shrink-0">
      {icon}
    </span>
    {children}
  </li>
);
