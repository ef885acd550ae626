import { Skeleton } from '../../ui/skeleton.tsx';

/** Stands in place of the list while it loads. */
export const ListSkeleton = () => (
  <div role="status" className="grid gap-0.5 px-2">
    <span className="sr-only">Loading sessions</span>
    {[0, 1, 2, 3, 4, 5].map((row) => (
      <div key={row} className="flex h-17 items-center gap-3 px-2">
        <Skeleton className="size-10 shrink-0 rounded-full" />
        <span className="grid grow gap-2">
          <Skeleton className="h-3.5 w-2/5" />
          <Skeleton className="h-3 w-4/5" />
        </span>
      </div>
    ))}
  </div>
);
