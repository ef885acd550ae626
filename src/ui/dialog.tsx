import { X } from 'lucide-react';
import { Close, Content, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';

interface DialogProps {
  title: string;
  onClose: () => void;
  /** Puts the focus where it belongs when the dialog has gone; else it goes back where it was. */
  onReturnFocus?: () => void;
  /** Stays below the part that scrolls. */
  footer?: ReactNode;
  children: ReactNode;
}

/** A window over the page; on a phone it rises from the bottom. Mounting it opens it. */
export function Dialog({ title, onClose, onReturnFocus, footer, children }: DialogProps) {
  // There is no trigger for the focus to go back to: whoever opened it had it.
  const [opener] = useState(() =>
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  );
  return (
    <Root open onOpenChange={(open) => !open && onClose()}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (onReturnFocus === undefined) opener?.focus();
            else onReturnFocus();
          }}
          className="fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[85dvh] w-full max-w-110 animate-appear flex-col overflow-hidden rounded-t-bubble bg-canvas shadow-float outline-none pane:inset-x-4 pane:top-1/2 pane:bottom-auto pane:w-auto pane:-translate-y-1/2 pane:rounded-bubble"
        >
          <div className="flex h-14 shrink-0 items-center justify-between gap-3 border-b border-line pr-2 pl-5">
            <Title className="truncate text-title font-semibold">{title}</Title>
            <Close asChild>
              <Button look="quiet" size="icon" aria-label="Close">
                <X size={18} aria-hidden="true" />
              </Button>
            </Close>
          </div>
          <div className="min-h-0 grow overflow-y-auto overscroll-contain scroll-quiet">
            {children}
          </div>
          <div className="shrink-0 safe-bottom">{footer}</div>
        </Content>
      </Portal>
    </Root>
  );
}
