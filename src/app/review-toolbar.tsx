import { EyeOff, History } from 'lucide-react';
import { createContext, use, type ComponentProps } from 'react';
import type { ActionTarget } from '../features/timeline/action-target.ts';
import { useLogDialog } from '../features/timeline/message-actions.tsx';
import { focusMessage } from '../features/timeline/message-keys.ts';
import { ReasonDialog } from '../features/admin/reason-dialog.tsx';
import { ReviewVersions } from '../features/admin/review-versions.tsx';
import type { ReviewRoom } from '../store/review-room.ts';
import { Button } from '../ui/button.tsx';
import { Toolbar } from '../ui/toolbar.tsx';

/** What the actions of messages under review work with. */
export interface ReviewDesk {
  readonly room: ReviewRoom;
  /** Removes a message for everybody. */
  readonly hide: (messageId: string, reason: string) => Promise<void>;
}

export const DeskContext = createContext<ReviewDesk | null>(null);

/** What a reviewer can do with a message: see all that it said, and remove it. */
export function ReviewToolbar({ target }: { target: ActionTarget }) {
  const desk = use(DeskContext);
  const openDialog = useLogDialog();
  if (desk === null) return null;
  const { room, hide } = desk;
  const { id } = target;
  const { messages, changed } = room.trail.get();
  // As it is now, whatever moment is shown.
  const message = messages.find((one) => one.id === id);
  if (message === undefined) return null;
  const wasChanged = message.editedAt !== null || message.deletedAt !== null;
  return (
    <Toolbar
      label="Message actions"
      className="absolute -top-7 right-0 z-10 flex animate-appear rounded-control border border-line bg-raised p-0.5 shadow-float pointer-coarse:-top-10.5"
    >
      <Tool
        first
        name="Versions"
        off={!wasChanged}
        onClick={() =>
          openDialog((close) => (
            <ReviewVersions
              message={message}
              changed={changed[id]}
              onClose={close}
              onReturnFocus={() => focusMessage(id)}
            />
          ))
        }
      >
        <History size={16} aria-hidden="true" />
      </Tool>
      <Tool
        name="Remove"
        off={message.deletedAt !== null}
        onClick={() =>
          openDialog((close) => (
            <ReasonDialog
              title="Remove message"
              action="Remove"
              look="destructive"
              hint="It is kept in the audit log; the people in the session do not read it."
              act={(reason) => hide(id, reason)}
              onDone={close}
              onClose={close}
            >
              <p>
                Its text and files go for everybody in the session. In their place stands “Removed
                by an administrator”. What it said stays for reviews.
              </p>
            </ReasonDialog>
          ))
        }
      >
        <EyeOff size={16} aria-hidden="true" />
      </Tool>
    </Toolbar>
  );
}

interface ToolProps extends ComponentProps<'button'> {
  name: string;
  /** Not to be used now; it stays within reach of the keys. */
  off: boolean;
  first?: boolean;
}

const Tool = ({ name, off, first = false, onClick, ...rest }: ToolProps) => (
  <Button
    look="quiet"
    size="tool"
    tabIndex={first ? 0 : -1}
    aria-label={name}
    title={name}
    aria-disabled={off}
    onClick={off ? undefined : onClick}
    {...rest}
  />
);
