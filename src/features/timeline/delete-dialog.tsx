import { useActions, useChat } from '../../store/hooks.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { ActionTarget } from './action-target.ts';
import { focusMessage } from './message-keys.ts';

/** Asks before a message goes for everybody. The focus goes back to the message, or what is left. */
export default function DeleteDialog(props: { target: ActionTarget; onClose: () => void }) {
  const { id, sessionId, content } = props.target;
  const { deleteMessage, leaveMode } = useActions();
  const inBox = useChat((state) => state.modes[sessionId]?.messageId === id);
  return (
    <ConfirmDialog
      title="Delete message"
      action="Delete"
      onConfirm={() => {
        if (inBox) leaveMode(sessionId);
        deleteMessage(sessionId, id);
      }}
      onClose={props.onClose}
      onReturnFocus={() => focusMessage(id)}
    >
      <p>It goes for everybody in this session, with its files and reactions.</p>
      {content !== null && (
        <p
          dir="auto"
          className="line-clamp-3 border-l-3 border-line pl-2 text-start whitespace-pre-wrap wrap-anywhere text-soft"
        >
          {content}
        </p>
      )}
    </ConfirmDialog>
  );
}
