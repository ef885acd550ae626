import { useRef, useState } from 'react';
import type { AppRole } from '../../core/model.ts';
import type { Suspension } from '../../core/oversight-people.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { Answered } from '../../ui/answered.tsx';
import { Button } from '../../ui/button.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useNow } from '../../ui/use-now.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { adminRoleWords, RoleDialog } from './person-role-dialog.tsx';

const MINUTE_MS = 60_000;

interface PersonPanelProps {
  person: { readonly id: string; readonly fullName: string; readonly role: AppRole };
  onRole: (role: AppRole) => void;
}

type Act = 'suspend' | 'restore' | 'role';

/** For admins: how it stands with somebody else's account, and what they may do about it. */
export default function PersonPanel({ person, onRole }: PersonPanelProps) {
  const ask = useAdmin();
  const [answer, again] = useAnswer(() => ask((admin) => admin.suspensionOf(person.id)), person.id);
  return (
    <section
      aria-label="Administration"
      className="grid grid-cols-1 gap-3 rounded-bubble border border-line bg-raised p-4"
    >
      <h4 className="font-medium">Administration</h4>
      <Answered answer={answer} label="Loading what admins may do" onRetry={again}>
        {(suspension) => <Acts person={person} first={suspension} onRole={onRole} />}
      </Answered>
    </section>
  );
}

function Acts(props: PersonPanelProps & { first: Suspension }) {
  const { person, onRole } = props;
  const ask = useAdmin();
  const now = useNow(MINUTE_MS) + useChat((state) => state.serverAheadMs);
  const [suspension, setSuspension] = useState(props.first);
  const [act, setAct] = useState<Act | null>(null);
  const [outcome, setOutcome] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const { suspendedAt, reason } = suspension;
  const close = (): void => setAct(null);
  const done = (words: string): void => {
    setAct(null);
    setOutcome(words);
    // The button that was pressed may have become another one.
    box.current?.querySelector('button')?.focus();
  };
  return (
    <>
      <div className="grid gap-0.5">
        <p>
          {suspendedAt === null ? 'Active' : `Suspended ${timeWords.ago(suspendedAt, now)}`} ·{' '}
          {adminRoleWords[person.role]}
        </p>
        {reason !== null && (
          <p className="message-text text-soft">
            Reason: <bdi>{reason}</bdi>
          </p>
        )}
      </div>
      <div ref={box} className="flex flex-wrap gap-2">
        {suspendedAt === null ? (
          <Button look="destructive" size="small" onClick={() => setAct('suspend')}>
            Suspend
          </Button>
        ) : (
          <Button look="primary" size="small" onClick={() => setAct('restore')}>
            Restore
          </Button>
        )}
        <Button size="small" onClick={() => setAct('role')}>
          Change role
        </Button>
      </div>
      <p role="status" className="text-meta text-soft empty:hidden">
        {outcome}
      </p>
      {act === 'suspend' && (
        <ReasonDialog
          title="Suspend person"
          action="Suspend"
          look="destructive"
          hint={`${person.fullName} reads it. It is kept in the audit log.`}
          act={async (why) => setSuspension(await ask((admin) => admin.suspend(person.id, why)))}
          onDone={() => done(`${person.fullName} is suspended.`)}
          onClose={close}
        >
          <ul className="grid list-disc gap-1 pl-5">
            <li>
              <bdi className="font-medium">{person.fullName}</bdi> can write nothing from now on,
              and is disconnected on all devices.
            </li>
            <li>
              They can no longer sign in. Where they are signed in, they read for an hour at most.
            </li>
            <li>They are not found as a mentor or supplier, and get no mail.</li>
            <li>What they wrote stays. You can restore them at any time.</li>
          </ul>
        </ReasonDialog>
      )}
      {act === 'restore' && (
        <ReasonDialog
          title="Restore person"
          action="Restore"
          hint="It is kept in the audit log; they do not read it."
          act={async (why) => setSuspension(await ask((admin) => admin.restore(person.id, why)))}
          onDone={() => done(`${person.fullName} may use the chat again.`)}
          onClose={close}
        >
          <p>
            <bdi className="font-medium">{person.fullName}</bdi> can sign in and write again at
            once. What they wrote on their devices meanwhile is sent then.
          </p>
        </ReasonDialog>
      )}
      {act === 'role' && (
        <RoleDialog
          person={person}
          onDone={(role) => {
            onRole(role);
            done(`Changed to: ${adminRoleWords[role]}.`);
          }}
          onClose={close}
        />
      )}
    </>
  );
}
