import { NotLoaded } from '../ui/not-loaded.tsx';

/** For `lazy`: a part that could not be fetched is replaced by words that say so. */
export const orNotLoaded = <T>(loading: Promise<T>): Promise<T | { default: typeof NotLoaded }> =>
  loading.catch(() => ({ default: NotLoaded }));
