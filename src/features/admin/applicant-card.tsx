import { useState } from 'react';
import { Link } from 'wouter';
import type { Applicant } from '../../core/people.ts';
import { roleWords } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { usePeople } from '../../store/use-people.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { RejectDialog } from './reject-dialog.tsx';

interface ApplicantCardProps {
  applicant: Applicant;
  href: string;
  now: number;
  /** A decision was taken, here or by somebody else before. */
  onDecided: (approved: boolean) => void;
}

/** Somebody who wants to be a mentor, with all that a decision needs. */
export function ApplicantCard({ applicant, href, now, onDecided }: ApplicantCardProps) {
  const { id, fullName, status, statement, headline, bio, skills, reason } = applicant;
  const ask = usePeople();
  const deed = useDeed();
  const [rejects, setRejects] = useState(false);
  const approve = (): void =>
    deed.run(
      () => ask((people) => people.decideMentor(id, true, null)),
      () => onDecided(true),
    );
  return (
    <li className="grid grid-cols-1 gap-3 rounded-bubble border border-line bg-raised p-4">
      <div className="flex items-center gap-3">
        <Avatar name={fullName} url={applicant.avatarUrl} />
        <div className="min-w-0 leading-snug">
          <h3 className="truncate font-semibold">
            <Link href={href} className="hover:underline">
              <bdi>{fullName}</bdi>
            </Link>
          </h3>
          <p className="text-meta text-soft">
            {roleWords[applicant.role]} · Applied {timeWords.ago(applicant.appliedAt, now)}
            {applicant.decidedAt !== null && (
              <> · Decided {timeWords.ago(applicant.decidedAt, now)}</>
            )}
          </p>
        </div>
      </div>
      {headline !== null && (
        <p dir="auto" className="text-start font-medium wrap-anywhere">
          {headline}
        </p>
      )}
      {statement === null ? (
        <p className="text-soft">Signed up as a mentor and has not said more yet.</p>
      ) : (
        <blockquote className="message-text border-l-2 border-accent pl-3">{statement}</blockquote>
      )}
      {bio !== null && <p className="message-text text-soft">{bio}</p>}
      {skills.length > 0 && (
        <p className="text-meta text-soft wrap-anywhere">
          Skills: <bdi>{skills.join(', ')}</bdi>
        </p>
      )}
      {reason !== null && (
        <p className="text-meta wrap-anywhere">
          Reason: <bdi>{reason}</bdi>
        </p>
      )}
      <Failure>{deed.failure}</Failure>
      <div className="flex flex-wrap gap-2">
        {status !== 'approved' && (
          <Button look="primary" size="small" aria-disabled={deed.busy} onClick={approve}>
            Approve<span className="sr-only"> {fullName}</span>
          </Button>
        )}
        {status !== 'rejected' && (
          <Button size="small" onClick={() => setRejects(true)}>
            Reject<span className="sr-only"> {fullName}</span>
          </Button>
        )}
      </div>
      {rejects && (
        <RejectDialog
          applicant={applicant}
          onClose={() => setRejects(false)}
          onDone={() => {
            setRejects(false);
            onDecided(false);
          }}
        />
      )}
    </li>
  );
}
