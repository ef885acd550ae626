import { UserSearch } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { MAX_QUERY_CHARACTERS, type MentorSearch, type Person } from '../../core/people.ts';
import { me } from '../../core/selectors.ts';
import { useChat } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { Button } from '../../ui/button.tsx';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';
import { useSettled } from '../../ui/use-settled.ts';
import { MentorCard } from './mentor-card.tsx';
import { SkillFilter } from './skill-filter.tsx';

const MINUTE_MS = 60_000;
/** How long somebody must have stopped typing before the server is asked. */
const TYPING_PAUSE_MS = 200;

interface MentorsPageProps {
  backHref: string;
  personHref: (userId: string) => string;
  /** The dialog in which a session with this mentor is requested. */
  request: (mentor: Person, onClose: () => void) => ReactNode;
}

/** The mentors who can be found: those who take requests first, then by name. */
export default function MentorsPage({ backHref, personHref, request }: MentorsPageProps) {
  const [search, setSearch] = useState<MentorSearch>({ text: '', skills: [], available: false });
  const [asking, setAsking] = useState<Person | null>(null);
  const ask = usePeople();
  const now = useNow(MINUTE_MS);
  const mayRequest = useChat((state) => me(state)?.role === 'student');
  const settled = useSettled(search, TYPING_PAUSE_MS);
  const pages = usePages(
    (cursor) => ask((people) => people.findMentors(settled, cursor)),
    JSON.stringify(settled),
  );
  const [skills] = useAnswer(() => ask((people) => people.mentorSkills()), '');
  const change = (next: Partial<MentorSearch>): void => setSearch({ ...search, ...next });

  const { items, error, busy } = pages;
  const narrowed = settled.text.trim() !== '' || settled.skills.length > 0 || settled.available;
  return (
    <PageFrame title="Mentors" backHref={backHref}>
      <search aria-label="Mentors" className="mx-auto grid w-full max-w-240 gap-3 p-4 pb-2">
        <SearchField
          label="Search mentors"
          placeholder="Name, skill or words about what you need"
          value={search.text}
          maxLength={MAX_QUERY_CHARACTERS}
          onChange={(text) => change({ text })}
        />
        {skills.status === 'ready' && (
          <SkillFilter
            skills={skills.value}
            chosen={search.skills}
            onChange={(chosen) => change({ skills: chosen })}
          />
        )}
        <label className="flex h-9 cursor-pointer items-center gap-2 justify-self-start text-meta pointer-coarse:h-11">
          <input
            type="checkbox"
            className="size-4"
            checked={search.available}
            onChange={({ target }) => change({ available: target.checked })}
          />
          Takes requests
        </label>
      </search>
      <p role="status" className="sr-only">
        {items === null || busy ? '' : foundWords(items.length, pages.hasMore)}
      </p>
      {items === null && error === null && <MentorsSkeleton />}
      {items === null && error !== null && (
        <LoadFailure title="The mentors did not load" message={error} onRetry={pages.retry} />
      )}
      {items?.length === 0 && !busy && error === null && (
        <Notice
          icon={<UserSearch size={22} />}
          title={narrowed ? 'No mentor is like that' : 'No mentors yet'}
          action={
            narrowed && (
              <Button onClick={() => setSearch({ text: '', skills: [], available: false })}>
                Show all mentors
              </Button>
            )
          }
        >
          {narrowed
            ? 'Try fewer words or fewer skills.'
            : 'They appear here once the team has approved them.'}
        </Notice>
      )}
      {items !== null && (
        <ul
          aria-label="Mentors"
          aria-busy={busy}
          className="mx-auto grid w-full max-w-240 gap-3 p-4 pt-1 wide:grid-cols-2"
        >
          {items.map((person) => (
            <MentorCard
              key={person.id}
              person={person}
              href={personHref(person.id)}
              now={now}
              onRequest={mayRequest ? () => setAsking(person) : null}
            />
          ))}
        </ul>
      )}
      <ListEnd pages={pages} />
      {asking !== null && request(asking, () => setAsking(null))}
    </PageFrame>
  );
}

const foundWords = (count: number, more: boolean): string =>
  `${count} ${count === 1 ? 'mentor' : 'mentors'}${more ? ' so far' : ''}`;

const MentorsSkeleton = () => (
  <div role="status" className="mx-auto grid w-full max-w-240 gap-3 p-4 pt-1 wide:grid-cols-2">
    <span className="sr-only">Loading mentors</span>
    {[0, 1, 2, 3, 4, 5].map((card) => (
      <div key={card} className="grid gap-3 rounded-bubble border border-line p-4">
        <div className="flex items-center gap-3">
          <Skeleton className="size-10 shrink-0 rounded-full" />
          <span className="grid grow gap-2">
            <Skeleton className="h-3.5 w-2/5" />
            <Skeleton className="h-3 w-1/4" />
          </span>
        </div>
        <Skeleton className="h-3.5 w-4/5" />
        <Skeleton className="h-5 w-3/5 rounded-full" />
      </div>
    ))}
  </div>
);
