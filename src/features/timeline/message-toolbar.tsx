import { Check, Copy, Ellipsis, Pencil, Reply, SmilePlus, Trash2 } from 'lucide-react';
import { useEffect, type ComponentProps, type ReactNode } from 'react';
import { messageRights } from '../../core/message-rights.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { OnDemand } from '../../ui/on-demand.tsx';
import { Toolbar } from '../../ui/toolbar.tsx';
import { useCopy } from '../../ui/use-copy.ts';
import { useNow } from '../../ui/use-now.ts';
import type { ActionTarget } from './action-target.ts';
import { useActiveMessage } from './active-message.ts';
import { useLogDialog } from './message-actions.tsx';
import { DeleteDialog, MoreMenu } from './more-parts.ts';
import { ReactButton } from './react-button.tsx';

export { prefetchMore } from './more-parts.ts';

/** How fine the edit window is watched, in milliseconds. */
const WATCH_MS = 1_000;

/** What can be done with a message; over the corner of its bubble while it is the active one. */
export default function MessageToolbar({ target }: { target: ActionTarget }) {
  const { id, sessionId, own, content, seq, at } = target;
  const session = useChat((state) => state.sessions[sessionId]);
  const limits = useChat((state) => state.limits);
  const ahead = useChat((state) => state.serverAheadMs);
  const now = useNow(WATCH_MS) + ahead;
  const rights = messageRights({ own, sent: seq !== null, at }, session, limits, now);
  const { replyTo, beginEdit } = useActions();
  const { hold, release } = useActiveMessage();
  const openDialog = useLogDialog();
  useEffect(() => () => release(id), [release, id]);

  return (
    <Toolbar
      label="Message actions"
      className={`absolute -top-7 z-10 flex animate-appear rounded-control border border-line bg-raised p-0.5 shadow-float pointer-coarse:-top-10.5 ${
        own ? 'right-0' : 'left-0'
      }`}
    >
      {rights.react ? (
        <ReactButton
          sessionId={sessionId}
          messageId={id}
          trigger={
            <Tool first name="React" aria-haspopup="dialog" icon={<SmilePlus size={17} />} />
          }
        />
      ) : (
        <Tool first name="React" icon={<SmilePlus size={17} />} off />
      )}
      <Tool
        name="Reply"
        icon={<Reply size={17} />}
        off={!rights.reply}
        onClick={() => replyTo(sessionId, id)}
      />
      {own && (
        <Tool
          name="Edit"
          why={rights.noEdit}
          icon={<Pencil size={16} />}
          off={!rights.edit}
          onClick={() => beginEdit(sessionId, id)}
        />
      )}
      {rights.remove && (
        <Tool
          name="Delete"
          icon={<Trash2 size={16} />}
          onClick={() => openDialog((close) => <DeleteDialog target={target} onClose={close} />)}
        />
      )}
      <CopyTool text={content} />
      <OnDemand
        trigger={<Tool name="More" aria-haspopup="menu" icon={<Ellipsis size={17} />} />}
        onOpen={() => hold(id)}
      >
        {(button) => (
          <MoreMenu
            target={target}
            trigger={button}
            onOpenChange={(open) => (open ? hold : release)(id)}
          />
        )}
      </OnDemand>
    </Toolbar>
  );
}

interface ToolProps extends ComponentProps<'button'> {
  name: string;
  icon: ReactNode;
  /** Not to be used now; it stays within reach of the keys, so that it can say why. */
  off?: boolean;
  why?: string | null;
  first?: boolean;
}

function Tool({ name, icon, off = false, why, first = false, onClick, ...rest }: ToolProps) {
  const said = off ? (why ?? null) : null;
  return (
    <Button
      look="quiet"
      size="tool"
      tabIndex={first ? 0 : -1}
      aria-label={name}
      title={said ?? name}
      aria-disabled={off}
      onClick={off ? undefined : onClick}
      {...(said === null ? {} : { 'aria-description': said })}
      {...rest}
    >
      <span aria-hidden="true">{icon}</span>
    </Button>
  );
}

function CopyTool({ text }: { text: string | null }) {
  const [word, copy] = useCopy();
  const done = word === 'Copied';
  return (
    <>
      <Tool
        name="Copy"
        icon={done ? <Check size={16} /> : <Copy size={16} />}
        off={text === null}
        title={word}
        onClick={() => copy(text ?? '')}
      />
      <span role="status" className="sr-only">
        {word === 'Copy' ? '' : word}
      </span>
    </>
  );
}
