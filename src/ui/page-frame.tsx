import { ArrowLeft } from 'lucide-react';
import type { ReactNode, UIEvent } from 'react';
import { Link } from 'wouter';

/** A page in the place of the conversation: its title, the way back, and what scrolls below. */
export function PageFrame(props: {
  title: string;
  /** Null where something else leads back. */
  backHref: string | null;
  /** The way back, where it is shown: on a phone, or, with `deep`, everywhere. */
  backLabel?: string;
  deep?: boolean;
  /** At the end of the line with the title. */
  actions?: ReactNode;
  onScroll?: (event: UIEvent<HTMLElement>) => void;
  children: ReactNode;
}) {
  const { title, backHref, backLabel = 'Back to sessions', deep = false } = props;
  const indent = backHref === null ? 'px-4 pane:px-5' : deep ? 'pr-2 pl-1' : 'pr-2 pl-1 pane:pl-5';
  return (
    <section aria-label={title} className="flex min-h-0 min-w-0 grow flex-col">
      <header className={`flex h-14 shrink-0 items-center gap-3 border-b border-line ${indent}`}>
        {backHref !== null && (
          <Link
            href={backHref}
            aria-label={backLabel}
            className={`grid size-11 shrink-0 place-items-center rounded-control hover:bg-hover ${deep ? '' : 'pane:hidden'}`}
          >
            <ArrowLeft size={20} aria-hidden="true" />
          </Link>
        )}
        <h2 className="truncate text-title font-semibold">
          <bdi>{title}</bdi>
        </h2>
        {props.actions}
      </header>
      {/* Placed, so that what is hidden from view scrolls along and does not make the page longer. */}
      <div
        onScroll={props.onScroll}
        className="relative flex min-h-0 grow flex-col overflow-y-auto overscroll-contain scroll-quiet safe-bottom"
      >
        {props.children}
      </div>
    </section>
  );
}
