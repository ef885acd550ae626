import { Link } from 'wouter';
import type { Person } from '../../core/people.ts';
import { presenceWords } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { PersonFacts } from './person-facts.tsx';
import { SkillList } from './skill-list.tsx';

const MOST_SKILLS = 4;

interface MentorCardProps {
  person: Person;
  href: string;
  now: number;
  /** Null for who cannot request sessions. */
  onRequest: (() => void) | null;
}

/** A mentor in the directory. */
export function MentorCard({ person, href, now, onRequest }: MentorCardProps) {
  const { fullName, headline, accepting } = person;
  return (
    <li className="flex min-w-0 flex-col gap-3 rounded-bubble border border-line bg-raised p-4 [contain-intrinsic-size:auto_190px] [content-visibility:auto]">
      <div className="flex items-start gap-3">
        <span className="relative shrink-0">
          <Avatar name={fullName} url={person.avatarUrl} />
          <StatusDot tone={person.presence} />
        </span>
        <div className="min-w-0 grow leading-snug">
          <h3 className="truncate font-semibold">
            <Link href={href} className="hover:underline">
              <bdi>{fullName}</bdi>
            </Link>
          </h3>
          <p className="text-meta text-soft">
            {presenceWords(person, false, (at) => timeWords.ago(at, now))}
            {!accepting && ' · Takes no requests now'}
          </p>
        </div>
      </div>
      {headline !== null && (
        <p dir="auto" className="line-clamp-2 text-start wrap-anywhere">
          {headline}
        </p>
      )}
      <SkillList skills={person.skills} most={MOST_SKILLS} />
      <PersonFacts person={person} />
      {onRequest !== null && accepting && (
        <Button size="small" className="mt-auto self-start" onClick={onRequest}>
          Request a session<span className="sr-only"> with {fullName}</span>
        </Button>
      )}
    </li>
  );
}
