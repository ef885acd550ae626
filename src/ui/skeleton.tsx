import { clsx } from 'clsx';

/** The shape of something that is still loading. */
export function Skeleton({ className }: { className: string }) {
  return <span className={clsx('block animate-shimmer rounded-control bg-hover', className)} />;
}
