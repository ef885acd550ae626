import { LifeBuoy } from 'lucide-react';
import type { AvailableAdmin } from '../../core/people.ts';
import { usePeople } from '../../store/use-people.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useDeed } from '../../ui/use-deed.ts';

const presenceText = { online: 'Online', away: 'Away', busy: 'Busy', offline: 'Offline' } as const;

interface HelpPageProps {
  backHref: string;
  onOpen: (sessionId: string) => void;
}

/** Who of the team can help, those who are there first. */
export default function HelpPage({ backHref, onOpen }: HelpPageProps) {
  const ask = usePeople();
  const [answer, again] = useAnswer(() => ask((people) => people.availableAdmins()), '');
  return (
    <PageFrame title="Help" backHref={backHref}>
      {answer.status === 'waiting' && (
        <div role="status" className="mx-auto grid w-full max-w-160 gap-3 p-5">
          <span className="sr-only">Loading who can help</span>
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-14 w-full" />
          <Skeleton className="h-14 w-full" />
        </div>
      )}
      {answer.status === 'failed' && (
        <LoadFailure title="The team did not load" message={answer.message} onRetry={again} />
      )}
      {answer.status === 'ready' &&
        (answer.value.length === 0 ? (
          <Notice icon={<LifeBuoy size={22} />} title="Nobody can help right now">
            Try again a little later.
          </Notice>
        ) : (
          <div className="mx-auto grid w-full max-w-160 gap-3 p-5">
            <p>Write to somebody of the team. Who is online answers soonest.</p>
            <ul aria-label="Team" className="grid grid-cols-1 gap-2">
              {answer.value.map((admin) => (
                <AdminRow key={admin.id} admin={admin} onOpen={onOpen} />
              ))}
            </ul>
          </div>
        ))}
    </PageFrame>
  );
}

function AdminRow({ admin, onOpen }: { admin: AvailableAdmin; onOpen: (id: string) => void }) {
  const ask = usePeople();
  const deed = useDeed();
  const { id, fullName, openConversations } = admin;
  const contact = (): void =>
    deed.run(async () => onOpen(await ask((people) => people.contactAdmin(id))));
  return (
    <li className="grid grid-cols-1 gap-1.5 rounded-bubble border border-line bg-raised p-3">
      <div className="flex items-center gap-3">
        <span className="relative shrink-0">
          <Avatar name={fullName} url={admin.avatarUrl} />
          <StatusDot tone={admin.presence} />
        </span>
        <div className="min-w-0 grow leading-snug">
          <bdi className="block truncate font-medium">{fullName}</bdi>
          <p className="text-meta text-soft">
            {presenceText[admin.presence]} ·{' '}
            {openConversations === 0
              ? 'nobody is waiting'
              : `${openConversations} open ${openConversations === 1 ? 'conversation' : 'conversations'}`}
          </p>
        </div>
        <Button size="small" aria-disabled={deed.busy} onClick={contact}>
          Message<span className="sr-only"> {fullName}</span>
        </Button>
      </div>
      <Failure>{deed.failure}</Failure>
    </li>
  );
}
