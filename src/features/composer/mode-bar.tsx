import { Pencil, Reply, X } from 'lucide-react';
import { quoteWords } from '../../core/message-words.ts';
import { me } from '../../core/selectors.ts';
import type { ComposerMode } from '../../core/state.ts';
import { useChat } from '../../store/hooks.ts';
import { useQuoted } from '../../store/use-quoted.ts';
import { Button } from '../../ui/button.tsx';

interface ModeBarProps {
  sessionId: string;
  mode: ComposerMode;
  /** Of the element that describes the box. */
  id: string;
  onLeave: () => void;
}

/** Above the box: which message is answered or edited, and the way back. */
export default function ModeBar({ sessionId, mode, id, onLeave }: ModeBarProps) {
  const original = useQuoted(mode.messageId);
  const sender = useChat((state) => {
    const senderId = original?.senderId;
    if (senderId == null) return null;
    if (senderId === me(state)?.id) return 'yourself';
    const peers = state.sessions[sessionId]?.peers ?? [];
    return peers.find((peer) => peer.userId === senderId)?.fullName ?? 'a former participant';
  });
  const editing = mode.kind === 'edit';
  const text = editing && original == null ? mode.seenText : original;
  return (
    <div
      role="group"
      aria-label={editing ? 'Edit message' : 'Reply'}
      className="mb-1.5 flex h-11.5 items-center gap-2.5 border-l-3 border-accent pl-3"
    >
      <span aria-hidden="true" className="text-accent">
        {editing ? <Pencil size={17} /> : <Reply size={18} />}
      </span>
      <p id={id} className="min-w-0 grow text-meta">
        <span className="block truncate font-medium text-accent">
          {editing ? (
            'Editing'
          ) : (
            <>
              Replying to <bdi>{sender ?? '…'}</bdi>
            </>
          )}
        </span>
        <span dir="auto" className="block truncate text-start text-soft">
          {typeof text === 'string' ? text : text == null ? '' : quoteWords(text)}
        </span>
      </p>
      <Button
        look="quiet"
        size="icon"
        aria-label={editing ? 'Cancel edit' : 'Cancel reply'}
        onClick={onLeave}
      >
        <X size={18} aria-hidden="true" />
      </Button>
    </div>
  );
}
