import { useState } from 'react';
import { useDeed } from '../../ui/use-deed.ts';

interface Exporting {
  readonly busy: boolean;
  /** Why it did not work; null if it did. */
  readonly failure: string | null;
  /** What became of it; empty until it is done. */
  readonly outcome: string;
  readonly run: () => void;
}

/** Takes something out of here; `work` says in a sentence what was taken. */
export function useExport(work: () => Promise<string>): Exporting {
  const deed = useDeed();
  const [outcome, setOutcome] = useState('');
  return {
    busy: deed.busy,
    failure: deed.failure,
    outcome,
    run: () => {
      setOutcome('');
      deed.run(async () => setOutcome(await work()));
    },
  };
}
