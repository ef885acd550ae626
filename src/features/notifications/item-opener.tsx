import type { MouseEvent, ReactNode } from 'react';
import { Link } from 'wouter';

/** The part of an item that is pressed: a link, or a button where it leads nowhere. */
export function Opener(props: {
  href: string | null;
  /** Whether all of a long text is shown; null where there is no more of it. */
  expanded: boolean | null;
  onOpen: (event: MouseEvent) => void;
  children: ReactNode;
}) {
  const { href, expanded, onOpen, children } = props;
  const shared = {
    'data-opens': '',
    className: 'flex w-full min-w-0 cursor-pointer gap-3 rounded-bubble py-2.5 pl-3 text-left',
    onClick: onOpen,
  };
  if (href === null) {
    return (
      <button type="button" aria-expanded={expanded ?? undefined} {...shared}>
        {children}
      </button>
    );
  }
  if (href.startsWith('/')) {
    return (
      <Link href={href} {...shared}>
        {children}
      </Link>
    );
  }
  return (
    <a href={href} target="_blank" rel="noreferrer noopener" {...shared}>
      {children}
    </a>
  );
}
