import type { Attachment, Message } from '../../core/model.ts';
import type { ChangedMessage, FormerVersion } from '../../core/review.ts';
import { deletedWords } from '../../core/message-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { Dialog } from '../../ui/dialog.tsx';

interface ReviewVersionsProps {
  message: Message;
  changed: ChangedMessage | undefined;
  onClose: () => void;
  onReturnFocus: () => void;
}

interface State {
  readonly name: string;
  readonly at: number;
  readonly content: string | null;
  readonly attachments: readonly Attachment[];
}

/** All that a message ever said, from what it was sent with to what is left of it. */
export function ReviewVersions({ message, changed, onClose, onReturnFocus }: ReviewVersionsProps) {
  const versions = changed?.versions ?? [];
  return (
    <Dialog title="Versions" onClose={onClose} onReturnFocus={onReturnFocus}>
      <ol className="grid min-h-0 gap-4 overflow-y-auto p-5 scroll-quiet">
        {statesOf(message, versions).map((state, index) => (
          <li key={index} className="grid gap-1">
            <p className="text-meta text-soft">
              {state.name} · {momentWords.exact(state.at)}
            </p>
            <Said state={state} />
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function statesOf(message: Message, versions: readonly FormerVersion[]): readonly State[] {
  const former = versions.map((version, index): State => ({
    ...version,
    name: index === 0 ? 'Sent' : 'Edited',
    at: versions[index - 1]?.replacedAt ?? message.createdAt,
  }));
  const { content, attachments, deletedAt, deletedBy, editedAt, createdAt } = message;
  const last: State =
    deletedAt === null
      ? {
          name: editedAt === null ? 'Sent' : 'Edited',
          at: editedAt ?? createdAt,
          content,
          attachments,
        }
      : {
          name: deletedBy === 'admin' ? 'Removed' : 'Deleted',
          at: deletedAt,
          content: deletedWords(deletedBy),
          attachments: [],
        };
  return [...former, last];
}

const Said = ({ state: { content, attachments } }: { state: State }) => (
  <div className="grid gap-1 rounded-bubble bg-other px-3 py-2">
    {content !== null && content !== '' && (
      <p dir="auto" className="text-start whitespace-pre-wrap wrap-anywhere">
        {content}
      </p>
    )}
    {attachments.map(({ path, name }) => (
      <p key={path} className="text-meta text-soft">
        File: <bdi className="wrap-anywhere">{name}</bdi>
      </p>
    ))}
    {(content ?? '') === '' && attachments.length === 0 && (
      <p className="text-soft italic">No text</p>
    )}
  </div>
);
