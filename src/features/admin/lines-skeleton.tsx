import { Skeleton } from '../../ui/skeleton.tsx';

const LINES = [0, 1, 2, 3, 4, 5, 6, 7];

/** The shape of a table that is still loading; `label` says of what. */
export const LinesSkeleton = ({ label }: { label: string }) => (
  <div role="status" className="px-4 pane:px-5">
    <span className="sr-only">{label}</span>
    {LINES.map((line) => (
      <div key={line} className="flex h-16 items-center gap-6 border-b border-line">
        <Skeleton className="h-3.5 w-2/5 pane:w-1/5" />
        <Skeleton className="h-3.5 w-2/5" />
        <Skeleton className="hidden h-3.5 w-1/6 pane:block" />
      </div>
    ))}
  </div>
);
