import { Content, Root, Trigger } from 'radix-ui/popover';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { Notification } from '../../core/notifications.ts';
import { stepThrough } from './list-keys.ts';
import { NotificationPane } from './notification-pane.tsx';

export interface CentreProps {
  trigger: ReactNode;
  /** Where all of them are shown. */
  pageHref: string;
  /** Whether that page is open: what the list is narrowed down to is then the page's as well. */
  pageIsOpen: boolean;
  settingsHref: string;
  linkOf: (item: Notification) => string | null;
}

const linkClass = 'rounded-control py-1 text-meta font-medium text-accent hover:underline';

/** What the person was told, below the bell; open when it mounts. */
export default function Centre(props: CentreProps) {
  const { trigger, pageHref, pageIsOpen, settingsHref, linkOf } = props;
  const [open, setOpen] = useState(true);
  const content = useRef<HTMLDivElement>(null);
  const close = (): void => setOpen(false);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // Elsewhere within, the arrows belong to what has the focus.
    if (event.target === event.currentTarget && event.key === 'ArrowDown') {
      if (stepThrough(event.currentTarget, event.key)) event.preventDefault();
    }
  };

  return (
    <Root open={open} onOpenChange={setOpen}>
      <Trigger asChild>{trigger}</Trigger>
      <Content
        ref={content}
        tabIndex={-1}
        align="start"
        sideOffset={6}
        collisionPadding={8}
        aria-label="Notifications"
        onKeyDown={onKeyDown}
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
        className="z-40 flex h-[min(38rem,var(--radix-popover-content-available-height))] w-[min(26rem,calc(100vw-1rem))] animate-appear flex-col overflow-hidden rounded-bubble border border-line bg-canvas shadow-float outline-none"
      >
        <div className="flex h-12 shrink-0 items-center justify-between gap-2 px-4 pt-1">
          <h2 className="text-title font-semibold">Notifications</h2>
          <Link href={settingsHref} onClick={close} className={linkClass}>
            Settings
          </Link>
        </div>
        <NotificationPane linkOf={linkOf} onOpened={close} resets={!pageIsOpen} />
        {!pageIsOpen && (
          <Link
            href={pageHref}
            onClick={close}
            className="grid h-10 shrink-0 place-items-center border-t border-line text-meta font-medium text-accent -outline-offset-2 hover:bg-hover"
          >
            See all notifications
          </Link>
        )}
      </Content>
    </Root>
  );
}
