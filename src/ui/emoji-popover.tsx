import { Content, Portal, Root, Trigger } from 'radix-ui/popover';
import { useState, type ReactNode } from 'react';
import { EmojiPicker } from './emoji-picker.tsx';

interface EmojiPopoverProps {
  /** A button. */
  trigger: ReactNode;
  container: HTMLElement | null;
  onPick: (emoji: string) => void;
  onOpenChange?: (open: boolean) => void;
  /** Where the focus goes after a pick; without it, back to the trigger. */
  onPicked?: () => void;
}

/** An emoji picker on a button; open when it mounts. Picking one closes it. */
export default function EmojiPopover(props: EmojiPopoverProps) {
  const [open, setOpen] = useState(true);
  const [picked, setPicked] = useState(false);
  const change = (next: boolean): void => {
    setOpen(next);
    props.onOpenChange?.(next);
  };
  return (
    <Root open={open} onOpenChange={change}>
      <Trigger asChild>{props.trigger}</Trigger>
      <Portal container={props.container}>
        <Content
          aria-label="Emoji"
          sideOffset={6}
          collisionPadding={8}
          onOpenAutoFocus={(event) => {
            setPicked(false);
            // Where a keyboard would slide over what is to be picked, searching can wait.
            if (!window.matchMedia('(pointer: coarse)').matches) return;
            event.preventDefault();
            if (event.target instanceof HTMLElement) event.target.focus();
          }}
          onCloseAutoFocus={(event) => {
            if (!picked || props.onPicked === undefined) return;
            event.preventDefault();
            props.onPicked();
          }}
          className="z-50 animate-appear rounded-bubble border border-line bg-raised shadow-float outline-none"
        >
          <EmojiPicker
            onPick={(emoji) => {
              setPicked(true);
              props.onPick(emoji);
              change(false);
            }}
          />
        </Content>
      </Portal>
    </Root>
  );
}
