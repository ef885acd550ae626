import { Content, Root, Trigger } from 'radix-ui/popover';
import type { ReactNode } from 'react';

/** A few more words behind a button. Drawn in place, so that it belongs to the landmark of its button. */
export function Popover(props: { label: string; trigger: ReactNode; children: ReactNode }) {
  return (
    <Root>
      <Trigger asChild>{props.trigger}</Trigger>
      <Content
        align="end"
        sideOffset={6}
        collisionPadding={8}
        aria-label={props.label}
        className="z-40 grid max-w-[min(22rem,calc(100vw-1rem))] animate-appear gap-1.5 rounded-bubble border border-line bg-raised p-4 shadow-float outline-none"
      >
        {props.children}
      </Content>
    </Root>
  );
}
