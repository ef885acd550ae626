import { UserX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { nullIfNotFound } from '../../core/null-if-not-found.ts';
import type { Person, Profile } from '../../core/people.ts';
import { me } from '../../core/selectors.ts';
import { presenceWords, roleWords } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { BlockButton } from './block-button.tsx';
import { PersonFacts } from './person-facts.tsx';
import { SkillList } from './skill-list.tsx';

const MINUTE_MS = 60_000;

interface PersonPageProps {
  userId: string;
  backHref: string;
  settingsHref: string;
  productsHref: (supplierId: string) => string;
  /** The dialog in which a session with this mentor is requested. */
  request: (mentor: Person, onClose: () => void) => ReactNode;
  /** What the viewer had with this person, and may change about them: `onChanged` shows it. */
  children: (profile: Profile, onChanged: (facts: Partial<Profile>) => void) => ReactNode;
}

/** What there is to know of somebody, and what can be begun with them. Mounted anew for each person. */
export default function PersonPage(props: PersonPageProps) {
  const { userId, backHref } = props;
  const ask = usePeople();
  const [answer, again] = useAnswer(
    () => ask((people) => people.profileOf(userId)).catch(nullIfNotFound),
    userId,
  );
  // What the viewer has changed since.
  const [changed, setChanged] = useState<Partial<Profile>>({});
  const profile =
    answer.status === 'ready' && answer.value !== null ? { ...answer.value, ...changed } : null;
  return (
    <PageFrame title="Profile" backHref={backHref}>
      {answer.status === 'waiting' && <ProfileSkeleton />}
      {answer.status === 'failed' && (
        <LoadFailure title="This profile did not load" message={answer.message} onRetry={again} />
      )}
      {answer.status === 'ready' && profile === null && (
        <Notice icon={<UserX size={22} />} title="This person is not here">
          The account was deleted, or the address is mistyped.
        </Notice>
      )}
      {profile !== null && (
        <ProfileBody
          {...props}
          profile={profile}
          onChanged={(facts) => setChanged((before) => ({ ...before, ...facts }))}
        />
      )}
    </PageFrame>
  );
}

function ProfileBody(
  props: PersonPageProps & { profile: Profile; onChanged: (facts: Partial<Profile>) => void },
) {
  const { profile, onChanged } = props;
  const now = useNow(MINUTE_MS);
  const viewer = useChat(me);
  const isMe = viewer?.id === profile.id;
  const { role, headline, bio } = profile;
  return (
    <div className="mx-auto grid w-full max-w-180 gap-6 p-5">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-4">
        <span className="relative shrink-0">
          <Avatar name={profile.fullName} url={profile.avatarUrl} size="large" />
          <StatusDot tone={profile.presence} />
        </span>
        <div className="grid min-w-0 grow basis-60 gap-1">
          <h3 className="text-title font-semibold wrap-anywhere">
            <bdi>{profile.fullName}</bdi>
          </h3>
          <p className="text-meta text-soft">
            {roleWords[role]} · {presenceWords(profile, false, (at) => timeWords.ago(at, now))} ·
            Joined {timeWords.ago(profile.createdAt, now)}
          </p>
          {headline !== null && (
            <p dir="auto" className="text-start wrap-anywhere">
              {headline}
            </p>
          )}
        </div>
      </div>
      <Begin {...props} isMe={isMe} mayRequest={viewer?.role === 'student'} />
      <PersonFacts person={profile} />
      {bio !== null && (
        <section aria-label="About" className="grid gap-1.5">
          <h4 className="font-medium">About</h4>
          <p className="message-text">{bio}</p>
        </section>
      )}
      {profile.skills.length > 0 && (
        <section aria-label="Skills" className="grid gap-2">
          <h4 className="font-medium">Skills</h4>
          <SkillList skills={profile.skills} />
        </section>
      )}
      {!isMe && props.children(profile, onChanged)}
      {!isMe && role !== 'admin' && viewer?.role !== 'admin' && (
        <BlockButton person={profile} onDone={(on) => onChanged({ blockedByMe: on })} />
      )}
    </div>
  );
}

/** What the viewer may begin with this person, or why not. */
function Begin(props: PersonPageProps & { profile: Profile; isMe: boolean; mayRequest: boolean }) {
  const { profile, isMe, mayRequest } = props;
  const [asking, setAsking] = useState(false);
  const mentors = profile.role === 'mentor' && profile.mentorStatus === 'approved';
  if (isMe) {
    return (
      <Link
        href={props.settingsHref}
        className="justify-self-start font-medium text-accent hover:underline"
      >
        Edit your profile
      </Link>
    );
  }
  if (profile.role === 'supplier') {
    return (
      <Link
        href={props.productsHref(profile.id)}
        className="justify-self-start font-medium text-accent hover:underline"
      >
        Products of this supplier
      </Link>
    );
  }
  if (!mentors || profile.blockedByMe) return null;
  if (!profile.accepting) return <p className="text-soft">Takes no requests at the moment.</p>;
  if (!mayRequest) return null;
  return (
    <>
      <Button look="primary" className="justify-self-start" onClick={() => setAsking(true)}>
        Request a session
      </Button>
      {asking && props.request(profile, () => setAsking(false))}
    </>
  );
}

const ProfileSkeleton = () => (
  <div role="status" className="mx-auto grid w-full max-w-180 gap-6 p-5">
    <span className="sr-only">Loading the profile</span>
    <div className="flex items-center gap-5">
      <Skeleton className="size-20 shrink-0 rounded-full" />
      <span className="grid grow gap-2.5">
        <Skeleton className="h-4 w-2/5" />
        <Skeleton className="h-3 w-1/3" />
        <Skeleton className="h-3.5 w-4/5" />
      </span>
    </div>
    <Skeleton className="h-9 w-40" />
    <Skeleton className="h-24 w-full" />
  </div>
);
