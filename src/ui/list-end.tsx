import { useEffect, useRef } from 'react';
import { Button } from './button.tsx';
import { Spinner } from './spinner.tsx';
import type { Pages } from './use-pages.ts';

/** The end of a list that comes in pages: seen, it asks for the next one. */
export function ListEnd({ pages }: { pages: Omit<Pages<unknown>, 'change'> }) {
  const { items, hasMore, busy, error, more, retry } = pages;
  const end = useRef<HTMLDivElement>(null);
  const wants = hasMore && !busy && error === null;
  const count = items?.length ?? 0;
  useEffect(() => {
    if (!wants || end.current === null) return undefined;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting === true) more();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
    // A new observer after each page: the end may still be in view, which is no change.
  }, [wants, more, count]);
  if (items === null || (!hasMore && error === null)) return null;
  return (
    <div
      ref={end}
      className="flex min-h-11 shrink-0 items-center justify-center gap-2 pb-4 text-meta text-soft"
    >
      {busy && <Spinner label="Loading more" />}
      {error !== null && <span role="alert">{error}</span>}
      {!busy && (
        <Button look="link" size="inline" onClick={retry}>
          {error === null ? 'Show more' : 'Try again'}
        </Button>
      )}
    </div>
  );
}
