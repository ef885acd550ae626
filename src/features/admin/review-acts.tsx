import { CircleStop, Ellipsis, LogIn, Megaphone } from 'lucide-react';
import { useState } from 'react';
import type { AdminSession } from '../../core/admin-sessions.ts';
import { arrows } from '../../core/lifecycle.ts';
import { MAX_ADMIN_LINE } from '../../core/oversight.ts';
import { newId } from '../../lib/ids.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { OnDemand } from '../../ui/on-demand.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

interface ReviewActsProps {
  session: AdminSession;
  /** The viewer takes part in it now. */
  onJoined: () => void;
  /** Something was done, which `words` tell. */
  onActed: (words: string) => void;
}

type Act = 'say' | 'join' | 'end';

/** What an admin may do to a session as a whole, whether they read it or not. */
export function ReviewActs({ session, onJoined, onActed }: ReviewActsProps) {
  const [act, setAct] = useState<Act | null>(null);
  const close = (): void => setAct(null);
  const done = (words: string): void => {
    close();
    onActed(words);
  };
  const way = arrows.find(({ from, who }) => from === session.status && who === 'admin');
  // What is over takes no lines and nobody who joins.
  if (way === undefined) return null;
  return (
    <>
      <OnDemand
        trigger={
          <Button size="small" aria-haspopup="menu" className="gap-1.5">
            <Ellipsis size={16} aria-hidden="true" />
            Act
          </Button>
        }
      >
        {(button) => (
          <Menu trigger={button}>
            <MenuItem icon={<Megaphone size={16} />} onSelect={() => setAct('say')}>
              Write as admin
            </MenuItem>
            <MenuItem icon={<LogIn size={16} />} onSelect={() => setAct('join')}>
              Join session
            </MenuItem>
            <MenuItem icon={<CircleStop size={16} />} onSelect={() => setAct('end')}>
              End session
            </MenuItem>
          </Menu>
        )}
      </OnDemand>
      {act === 'say' && (
        <SayDialog
          sessionId={session.id}
          onDone={() => done('Everybody in the session reads it now.')}
          onClose={close}
        />
      )}
      {act === 'join' && (
        <JoinDialog
          sessionId={session.id}
          onDone={() => {
            close();
            onJoined();
          }}
          onClose={close}
        />
      )}
      {act === 'end' && (
        <EndDialog
          session={session}
          to={way.to}
          onDone={() => done('The session has ended.')}
          onClose={close}
        />
      )}
    </>
  );
}

interface ActDialogProps {
  onDone: () => void;
  onClose: () => void;
}

function SayDialog({ sessionId, ...rest }: ActDialogProps & { sessionId: string }) {
  const ask = useAdmin();
  // One id for all attempts: what arrived although its answer was lost is not said twice.
  const [id] = useState(newId);
  const [line, setLine] = useState('');
  return (
    <ReasonDialog
      title="Write as admin"
      action="Send"
      hint="It is kept in the audit log; the people in the session do not read it."
      act={(reason) => ask((admin) => admin.sayAsAdmin(sessionId, id, line, reason))}
      {...rest}
    >
      <TextArea
        label="Message"
        hint="Everybody in the session reads it as a line “From the admins”, without your name."
        rows={3}
        required
        maxLength={MAX_ADMIN_LINE}
        value={line}
        onChange={({ target }) => setLine(target.value)}
      />
    </ReasonDialog>
  );
}

function JoinDialog({ sessionId, ...rest }: ActDialogProps & { sessionId: string }) {
  const ask = useLifecycle();
  return (
    <ReasonDialog
      title="Join session"
      action="Join"
      hint="Everybody in the session reads it, and it is kept."
      act={(reason) => ask((life) => life.join(sessionId, reason))}
      {...rest}
    >
      <p>You take part from now on, under your name, and see what is written from then on.</p>
    </ReasonDialog>
  );
}

function EndDialog(props: ActDialogProps & { session: AdminSession; to: AdminSession['status'] }) {
  const { session, to, ...rest } = props;
  const ask = useLifecycle();
  return (
    <ReasonDialog
      title="End session"
      action="End session"
      look="destructive"
      hint="Everybody in the session reads it, and it is kept."
      act={(reason) => ask((life) => life.transition(session.id, to, { reason }))}
      {...rest}
    >
      <p>It takes no more messages from then on. This cannot be undone.</p>
    </ReasonDialog>
  );
}
