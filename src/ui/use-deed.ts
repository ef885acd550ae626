import { useState } from 'react';

/** Something that a person asked for: under way, or refused with a sentence. */
export interface Deed {
  readonly busy: boolean;
  readonly failure: string | null;
  /** Does it unless it is under way; `after` hears of success. */
  readonly run: (work: () => Promise<unknown>, after?: () => void) => void;
}

/** One button's work: it is done once at a time, and a failure is kept to be shown beside it. */
export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function go(work: () => Promise<unknown>, after: () => void): Promise<void> {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (thrown) {
      setFailure(thrown instanceof Error ? thrown.message : String(thrown));
      return;
    } finally {
      setBusy(false);
    }
    after();
  }

  return {
    busy,
    failure,
    run: (work, after = () => undefined) => {
      if (!busy) void go(work, after);
    },
  };
}
