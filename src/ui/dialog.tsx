import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { Close, Content, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';

interface DialogProps {
  title: string;
  /** The title is only for people who listen; what is shown says it as well. */
  untitled?: boolean;
  onClose: () => void;
  /** Gets the focus first; without it, the first thing that can take it does. */
  first?: () => HTMLElement | null;
  /** Puts the focus where it belongs once the dialog has gone, where its opener will not be there. */
  onReturnFocus?: () => void;
  className?: string;
  children: ReactNode;
}

/**
 * A dialog over the page, near its top so that it does not move while what it holds grows. Mounting
 * it opens it; the focus goes back to where it was unless something else has taken it.
 */
export function Dialog(props: DialogProps) {
  const { title, untitled = false, onClose, first, onReturnFocus, className, children } = props;
  // There is no trigger for the focus to go back to: whoever opened it had it.
  const [opener] = useState(() =>
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  );
  return (
    <Root open onOpenChange={(open) => !open && onClose()}>
      <Portal>
        {/* As high as a sheet, over which it may be. */}
        <Overlay className="fixed inset-0 z-50 animate-appear bg-veil" />
        <Content
          aria-describedby={undefined}
          onOpenAutoFocus={(event) => {
            const element = first?.() ?? null;
            if (element === null) return;
            event.preventDefault();
            element.focus();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            const taken = document.activeElement;
            if (taken !== null && taken !== document.body) return;
            if (onReturnFocus === undefined) opener?.focus();
            else onReturnFocus();
          }}
          className={clsx(
            'fixed inset-x-2 top-[max(0.5rem,12dvh)] z-50 mx-auto flex max-h-[min(40rem,80dvh)] max-w-140 animate-appear flex-col rounded-bubble border border-line bg-canvas shadow-float outline-none',
            className,
          )}
        >
          {untitled ? (
            <Title className="sr-only">{title}</Title>
          ) : (
            <div className="flex h-14 shrink-0 items-center justify-between border-b border-line pr-2 pl-5">
              <Title className="text-title font-semibold">{title}</Title>
              <Close asChild>
                <Button look="quiet" size="icon" aria-label="Close">
                  <X size={18} aria-hidden="true" />
                </Button>
              </Close>
            </div>
          )}
          {children}
        </Content>
      </Portal>
    </Root>
  );
}
