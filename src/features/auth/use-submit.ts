import { useState } from 'react';
import { toChatError } from '../../core/errors.ts';

/** A form that is sent once at a time and says why it failed. */
export function useSubmit(): {
  busy: boolean;
  error: string | null;
  submit: (task: () => Promise<void>) => void;
} {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);

  const run = async (task: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await task();
    } catch (thrown) {
      setError(toChatError(thrown).message);
    }
    setBusy(false);
  };
  return {
    busy,
    error,
    submit: (task) => {
      if (!busy) void run(task);
    },
  };
}
