import type { ReactNode } from 'react';
import type { Message } from '../../core/model.ts';
import { useActions } from '../../store/hooks.ts';

/** Takes the person to a message of the session that is open. */
export function JumpButton(props: {
  message: Message;
  label: string;
  onJump: () => void;
  children: ReactNode;
}) {
  const { jumpTo } = useActions();
  const { sessionId, id } = props.message;
  return (
    <button
      type="button"
      onClick={() => {
        // What lies over the conversation goes, and gives the focus back.
        props.onJump();
        jumpTo(sessionId, { messageId: id });
      }}
      className="min-h-9 shrink-0 cursor-pointer rounded-control px-1.5 text-left text-meta text-soft hover:bg-hover hover:text-ink pointer-coarse:min-h-11"
    >
      <span className="sr-only">{props.label}, </span>
      {props.children}
    </button>
  );
}
