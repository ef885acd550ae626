import { Smile } from 'lucide-react';
import type { RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { OnDemand } from '../../ui/on-demand.tsx';
import { insertText } from './insert-text.ts';
import { EmojiPopover } from './mode-parts.ts';

interface EmojiButtonProps {
  box: RefObject<HTMLTextAreaElement | null>;
  disabled: boolean;
}

/** Puts an emoji into the box, where the cursor is. */
export function EmojiButton({ box, disabled }: EmojiButtonProps) {
  return (
    <OnDemand
      trigger={
        <Button
          look="quiet"
          size="icon"
          aria-label="Emoji"
          aria-haspopup="dialog"
          title="Emoji"
          disabled={disabled}
          className="m-0.75 self-end pointer-coarse:m-0"
        >
          <Smile size={19} aria-hidden="true" />
        </Button>
      }
    >
      {(button) => (
        <EmojiPopover
          trigger={button}
          container={document.querySelector('main')}
          onPick={(emoji) => {
            if (box.current !== null) insertText(box.current, emoji);
          }}
          onPicked={() => box.current?.focus({ preventScroll: true })}
        />
      )}
    </OnDemand>
  );
}
