import type { PersonFace } from '../../core/people.ts';
import { usePeople } from '../../store/use-people.ts';
import { Answered } from '../../ui/answered.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useDeed } from '../../ui/use-deed.ts';

/** Whom the person blocked, and the way back. */
export function BlockedPeople() {
  const ask = usePeople();
  const [answer, again] = useAnswer(() => ask((people) => people.blockedPeople()), '');
  return (
    <Answered answer={answer} label="Loading blocked people" onRetry={again}>
      {(people) =>
        people.length === 0 ? (
          <p className="text-soft">
            Nobody. You block somebody on their page, which their name in a conversation leads to.
          </p>
        ) : (
          <ul aria-label="Blocked people" className="grid grid-cols-1 gap-2">
            {people.map((person) => (
              <BlockedRow key={person.id} person={person} onUnblocked={again} />
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

function BlockedRow({ person, onUnblocked }: { person: PersonFace; onUnblocked: () => void }) {
  const ask = usePeople();
  const deed = useDeed();
  const unblock = (): void =>
    deed.run(() => ask((people) => people.setBlock(person.id, false)), onUnblocked);
  return (
    <li className="grid grid-cols-1 gap-1">
      <div className="flex min-h-11 items-center gap-3">
        <Avatar name={person.fullName} url={person.avatarUrl} size="small" />
        <bdi className="min-w-0 grow truncate">{person.fullName}</bdi>
        <Button size="small" aria-disabled={deed.busy} onClick={unblock}>
          Unblock<span className="sr-only"> {person.fullName}</span>
        </Button>
      </div>
      <Failure>{deed.failure}</Failure>
    </li>
  );
}
