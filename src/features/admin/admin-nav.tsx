import { ArrowLeft, type LucideIcon } from 'lucide-react';
import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';

export interface AdminPlace {
  readonly text: string;
  readonly href: string;
  readonly Icon: LucideIcon;
  /** What waits there for somebody to decide: “3”, “50+”; null for nothing, or not known. */
  readonly waiting?: string | null;
}

interface AdminNavProps {
  places: readonly AdminPlace[];
  path: string;
  backHref: string;
}

const leadsTo = (path: string, href: string): boolean =>
  path === href || path.startsWith(`${href}/`);

/** The way between the pages of admins, and back to the sessions; on a phone a strip that scrolls. */
export function AdminNav({ places, path, backHref }: AdminNavProps) {
  const strip = useRef<HTMLElement>(null);
  const widths = places.map(({ waiting }) => waiting ?? '').join();
  // The place that is open may lie beyond the edge, or be pushed there.
  useEffect(() => {
    const open = strip.current?.querySelector('[aria-current="page"]');
    open?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [path, widths]);
  return (
    <div className="flex h-12 shrink-0 items-stretch border-b border-line bg-sunken pl-1 pane:h-14 pane:pl-2">
      <Link
        href={backHref}
        aria-label="Back to sessions"
        title="Back to sessions"
        className="grid size-11 shrink-0 place-items-center self-center rounded-control hover:bg-hover"
      >
        <ArrowLeft size={20} aria-hidden="true" />
      </Link>
      <span
        aria-hidden="true"
        className="mr-3 ml-1 hidden self-center text-title font-semibold wide:block"
      >
        Admin
      </span>
      <nav
        ref={strip}
        aria-label="Administration"
        className="relative flex min-w-0 grow overflow-x-auto overscroll-x-contain px-1 [scrollbar-width:none]"
      >
        {places.map(({ text, href, Icon, waiting = null }) => {
          const open = leadsTo(path, href);
          return (
            <Link
              key={href}
              href={href}
              aria-current={open ? 'page' : undefined}
              className={clsx(
                'flex shrink-0 items-center gap-2 border-b-2 px-3 text-meta font-medium -outline-offset-2',
                open ? 'border-accent text-ink' : 'border-transparent text-soft hover:text-ink',
              )}
            >
              <Icon size={16} aria-hidden="true" />
              {text}
              {waiting !== null && (
                <span className="rounded-full bg-accent px-1.5 text-center text-xs leading-5 text-on-accent">
                  {waiting}
                  <span className="sr-only"> waiting</span>
                </span>
              )}
            </Link>
          );
        })}
      </nav>
    </div>
  );
}
