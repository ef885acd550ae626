import { useState, type SubmitEvent } from 'react';
import type { Application } from '../../core/people.ts';
import { timeWords } from '../../lib/time-words.ts';
import { usePeople } from '../../store/use-people.ts';
import { Answered } from '../../ui/answered.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useDeed } from '../../ui/use-deed.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;
/** The longest statement, in characters, as the database enforces it. */
const MAX_STATEMENT_CHARACTERS = 2_000;

/** Where a wish to be a mentor stands, and the way to say it. */
export function MentorApplication({ userId }: { userId: string }) {
  const ask = usePeople();
  const [answer, again] = useAnswer(() => ask((people) => people.applicationOf(userId)), userId);
  return (
    <Answered answer={answer} label="Loading your application" onRetry={again}>
      {(application) => <ApplicationForm first={application} />}
    </Answered>
  );
}

function ApplicationForm({ first }: { first: Application | null }) {
  const [application, setApplication] = useState(first);
  const [statement, setStatement] = useState(first?.statement ?? '');
  const ask = usePeople();
  const deed = useDeed();
  const now = useNow(MINUTE_MS);
  const apply = (event: SubmitEvent): void => {
    event.preventDefault();
    deed.run(async () => setApplication(await ask((people) => people.applyAsMentor(statement))));
  };
  const status = application?.status;
  if (status === 'approved') {
    return <p role="status">You are a mentor: students find you among the mentors.</p>;
  }
  const waits = status === 'pending' && application?.statement != null;
  return (
    <form onSubmit={apply} className="grid grid-cols-1 gap-4">
      <div role="status" className="grid gap-1">
        {waits && (
          <p>
            You applied {timeWords.ago(application.appliedAt, now)}. The team will tell you what
            they decide.
          </p>
        )}
        {status === 'rejected' && (
          <p className="wrap-anywhere">
            Your application was not accepted: <bdi>{application?.reason}</bdi> You may apply again.
          </p>
        )}
        {!waits && status !== 'rejected' && (
          <p>Say what you can help with. The team reads it before students can find you.</p>
        )}
      </div>
      <TextArea
        label="What you can help with"
        maxLength={MAX_STATEMENT_CHARACTERS}
        value={statement}
        onChange={({ target }) => setStatement(target.value)}
      />
      <Failure>{deed.failure}</Failure>
      <Button
        type="submit"
        className="justify-self-start"
        aria-disabled={deed.busy || (waits && statement.trim() === application.statement)}
      >
        {waits ? 'Change application' : 'Apply as a mentor'}
      </Button>
    </form>
  );
}
