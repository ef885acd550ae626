import {
  Action,
  Cancel,
  Content,
  Description,
  Overlay,
  Portal,
  Root,
  Title,
} from 'radix-ui/alert-dialog';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';

interface ConfirmDialogProps {
  title: string;
  /** What the button says that does it. */
  action: string;
  /** Of that button. */
  look?: 'primary' | 'destructive';
  onConfirm: () => void;
  onClose: () => void;
  /** Puts the focus where it belongs when the dialog has gone. */
  onReturnFocus: () => void;
  children: ReactNode;
}

/** Asks whether something that cannot be undone is meant; also over another dialog. Mounting it opens it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Root open onOpenChange={(open) => !open && props.onClose()}>
      <Portal>
        <Overlay className="fixed inset-0 z-50 animate-appear bg-veil" />
        <Content
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            props.onReturnFocus();
          }}
          className="fixed inset-x-4 top-1/2 z-50 mx-auto grid max-w-100 -translate-y-1/2 animate-appear gap-3 rounded-bubble bg-canvas p-5 shadow-float outline-none"
        >
          <Title className="text-title font-semibold">{props.title}</Title>
          <Description asChild>
            <div className="grid gap-2">{props.children}</div>
          </Description>
          <div className="mt-2 flex justify-end gap-2">
            <Cancel asChild>
              <Button>Cancel</Button>
            </Cancel>
            <Action asChild>
              <Button look={props.look ?? 'destructive'} onClick={props.onConfirm}>
                {props.action}
              </Button>
            </Action>
          </div>
        </Content>
      </Portal>
    </Root>
  );
}
