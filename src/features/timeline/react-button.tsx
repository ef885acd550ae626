import type { ReactElement } from 'react';
import { useEffect } from 'react';
import { useActions } from '../../store/hooks.ts';
import { OnDemand } from '../../ui/on-demand.tsx';
import { menuContainer } from './action-target.ts';
import { useActiveMessage } from './active-message.ts';
import { EmojiPopover } from './parts.ts';

interface ReactButtonProps {
  sessionId: string;
  messageId: string;
  /** The button to press. */
  trigger: ReactElement<{ onClick?: () => void }>;
}

/** Opens the emoji picker on a button; what is picked becomes the person's reaction. */
export function ReactButton({ sessionId, messageId, trigger }: ReactButtonProps) {
  const { toggleReaction } = useActions();
  const { hold, release } = useActiveMessage();
  // Its row may be scrolled away with the picker open.
  useEffect(() => () => release(messageId), [release, messageId]);
  return (
    <OnDemand trigger={trigger} onOpen={() => hold(messageId)}>
      {(button) => (
        <EmojiPopover
          trigger={button}
          container={menuContainer()}
          onOpenChange={(open) => (open ? hold : release)(messageId)}
          onPick={(emoji) => toggleReaction(sessionId, messageId, emoji)}
        />
      )}
    </OnDemand>
  );
}
