import { clsx } from 'clsx';
import { SmilePlus } from 'lucide-react';
import { useId } from 'react';
import { reactionWords, reactorWords } from '../../core/message-words.ts';
import type { Reaction } from '../../core/model.ts';
import { isOpen, me } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { focusMessage } from './message-keys.ts';
import { ReactButton } from './react-button.tsx';
import type { People } from './use-people.ts';

interface ReactionsProps {
  sessionId: string;
  messageId: string;
  reactions: readonly Reaction[];
  people: People;
  own: boolean;
}

/** Under a bubble: who answered the message with which emoji. Pressing one joins in, or leaves. */
export function Reactions({ sessionId, messageId, reactions, people, own }: ReactionsProps) {
  const myId = useChat((state) => me(state)?.id ?? '');
  const open = useChat((state) => {
    const session = state.sessions[sessionId];
    // Where nobody is signed in, the conversation is only read.
    return myId !== '' && session !== undefined && isOpen(session);
  });
  return (
    <ul
      aria-label="Reactions"
      className={clsx('flex max-w-full flex-wrap gap-1 pt-1', own && 'justify-end')}
    >
      {reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <Chip
            sessionId={sessionId}
            messageId={messageId}
            reaction={reaction}
            myId={myId}
            people={people}
            open={open}
          />
        </li>
      ))}
      {open && (
        <li>
          <ReactButton
            sessionId={sessionId}
            messageId={messageId}
            trigger={
              <button
                type="button"
                aria-label="Add reaction"
                className="touch-taller grid h-7 w-9 cursor-pointer place-items-center rounded-full border border-line bg-canvas text-soft hover:bg-hover pointer-coarse:h-9 pointer-coarse:w-11"
              >
                <SmilePlus size={15} aria-hidden="true" />
              </button>
            }
          />
        </li>
      )}
    </ul>
  );
}

interface ChipProps {
  sessionId: string;
  messageId: string;
  reaction: Reaction;
  myId: string;
  people: People;
  /** Whether the session takes reactions. */
  open: boolean;
}

function Chip({ sessionId, messageId, reaction, myId, people, open }: ChipProps) {
  const { toggleReaction } = useActions();
  const tip = useId();
  const { emoji, userIds } = reaction;
  const mine = userIds.includes(myId);
  const press = (): void => {
    if (!open) return;
    // The last one's chip goes with it, and would take the focus along.
    if (mine && userIds.length === 1) focusMessage(messageId);
    toggleReaction(sessionId, messageId, emoji);
  };
  return (
    <div className="group/chip relative">
      <button
        type="button"
        aria-label={reactionWords(reaction, myId)}
        aria-describedby={tip}
        aria-pressed={mine}
        aria-disabled={!open}
        onClick={press}
        className={clsx(
          'peer/chip touch-taller flex h-7 items-center gap-1 rounded-full border px-2 text-meta tabular-nums select-none pointer-coarse:h-9 pointer-coarse:px-2.5',
          open && 'cursor-pointer',
          mine ? 'border-accent bg-tint text-accent' : 'border-line bg-canvas hover:bg-hover',
        )}
      >
        <span className="font-emoji text-[0.9375rem]">{emoji}</span>
        {userIds.length}
      </button>
      {/* Beside the button, not in it: what it is called is what it shows. */}
      <span
        id={tip}
        role="tooltip"
        className="pointer-events-none invisible absolute bottom-full left-1/2 z-10 mb-1 w-max max-w-56 -translate-x-1/2 rounded-control bg-ink px-2 py-1 text-meta text-canvas shadow-float group-hover/chip:visible group-active/chip:visible peer-focus-visible/chip:visible"
      >
        {reactorWords(reaction, myId, (id) => people.of(id).name)}
      </span>
    </div>
  );
}
