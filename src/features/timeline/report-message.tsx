import type { ActionTarget } from './action-target.ts';
import { focusMessage } from './message-keys.ts';
import { ReportDialog } from './report-dialog.tsx';

/** Reports somebody else's message. The focus goes back to it. */
export default function ReportMessage(props: { target: ActionTarget; onClose: () => void }) {
  const { id, sessionId, senderName, content } = props.target;
  return (
    <ReportDialog
      title="Report message"
      sessionId={sessionId}
      messageId={id}
      onClose={props.onClose}
      onReturnFocus={() => focusMessage(id)}
    >
      <figure className="grid gap-1 border-l-3 border-line pl-2">
        <figcaption className="text-meta font-medium">
          <bdi>{senderName}</bdi>
        </figcaption>
        <p
          dir="auto"
          className="line-clamp-3 text-start whitespace-pre-wrap wrap-anywhere text-soft"
        >
          {content ?? 'Only files'}
        </p>
      </figure>
    </ReportDialog>
  );
}
