import { X } from 'lucide-react';
import { Content, Close, Overlay, Portal, Root, Title } from 'radix-ui/dialog';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';

/** A pane that slides in over the page's edge. Mounting it opens it. */
export default function Sheet(props: { title: string; onClose: () => void; children: ReactNode }) {
  // There is no trigger for the focus to go back to: whoever opened it had it.
  const [opener] = useState(() =>
    document.activeElement instanceof HTMLElement ? document.activeElement : null,
  );
  return (
    <Root open onOpenChange={(open) => !open && props.onClose()}>
      <Portal>
        <Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Content
          aria-describedby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            opener?.focus();
          }}
          className="fixed inset-y-0 right-0 z-50 flex w-[min(22rem,100vw)] animate-slide flex-col bg-canvas shadow-float outline-none safe-top"
        >
          <div className="flex h-14 shrink-0 items-center justify-between border-b border-line pr-2 pl-5">
            <Title className="text-title font-semibold">{props.title}</Title>
            <Close asChild>
              <Button look="quiet" size="icon" aria-label="Close">
                <X size={18} aria-hidden="true" />
              </Button>
            </Close>
          </div>
          <div className="min-h-0 grow overflow-y-auto safe-bottom">{props.children}</div>
        </Content>
      </Portal>
    </Root>
  );
}
