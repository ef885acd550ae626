import { UserCheck } from 'lucide-react';
import { useState } from 'react';
import type { Applicant, Decision } from '../../core/people.ts';
import { usePeople } from '../../store/use-people.ts';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { usePages } from '../../ui/use-pages.ts';
import { ApplicantCard } from './applicant-card.tsx';

const MINUTE_MS = 60_000;

const choices: readonly { value: Decision; text: string }[] = [
  { value: 'pending', text: 'Waiting' },
  { value: 'approved', text: 'Approved' },
  { value: 'rejected', text: 'Rejected' },
];

const nothing: Readonly<Record<Decision, string>> = {
  pending: 'Nobody is waiting',
  approved: 'Nobody is approved yet',
  rejected: 'Nobody was rejected',
};

interface ApplicationsPageProps {
  personHref: (userId: string) => string;
}

/** For admins: who wants to be a mentor, longest waiting first, and the decision. */
export default function ApplicationsPage({ personHref }: ApplicationsPageProps) {
  const [status, setStatus] = useState<Decision>('pending');
  const [outcome, setOutcome] = useState('');
  const ask = usePeople();
  const now = useNow(MINUTE_MS);
  const pages = usePages((cursor) => ask((people) => people.applications(status, cursor)), status);
  const { items, busy, error } = pages;

  const decided = ({ id, fullName }: Applicant, approved: boolean): void => {
    pages.change((all) => all.filter((one) => one.id !== id));
    setOutcome(approved ? `${fullName} is a mentor now.` : `${fullName} was told why not.`);
  };

  return (
    <PageFrame title="Mentors to approve" backHref={null}>
      <div className="mx-auto grid w-full max-w-180 gap-2 p-4 pb-2">
        <Segments
          label="Which applications"
          value={status}
          options={choices}
          onChange={(next) => {
            setStatus(next);
            setOutcome('');
          }}
        />
        <p role="status" className="min-h-5 text-meta text-soft">
          {outcome}
        </p>
      </div>
      {items === null && error === null && (
        <div className="m-auto">
          <Spinner label="Loading applications" />
        </div>
      )}
      {items === null && error !== null && (
        <LoadFailure title="The applications did not load" message={error} onRetry={pages.retry} />
      )}
      {items?.length === 0 && !busy && error === null && (
        <Notice icon={<UserCheck size={22} />} title={nothing[status]}>
          {status === 'pending' ? 'New applications appear here.' : undefined}
        </Notice>
      )}
      {items !== null && (
        <ul
          aria-label="Applications"
          aria-busy={busy}
          className="mx-auto grid w-full max-w-180 grid-cols-1 gap-3 p-4 pt-0"
        >
          {items.map((applicant) => (
            <ApplicantCard
              key={applicant.id}
              applicant={applicant}
              href={personHref(applicant.id)}
              now={now}
              onDecided={(approved) => decided(applicant, approved)}
            />
          ))}
        </ul>
      )}
      <ListEnd pages={pages} />
    </PageFrame>
  );
}
