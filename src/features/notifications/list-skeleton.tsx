import { Skeleton } from '../../ui/skeleton.tsx';

/** Stands in place of the list while it loads. */
export const ListSkeleton = () => (
  <div role="status" className="mx-auto w-full max-w-180 px-2 pt-3">
    <span className="sr-only">Loading notifications</span>
    <Skeleton className="mx-3 mb-2 h-3 w-16" />
    {[0, 1, 2, 3, 4].map((row) => (
      <div key={row} className="flex h-21 gap-3 px-3 py-2.5">
        <Skeleton className="size-8 shrink-0 rounded-full" />
        <span className="grid grow content-start gap-2 pt-1">
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3 w-4/5" />
        </span>
      </div>
    ))}
  </div>
);
