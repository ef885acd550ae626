import { useEffect, useState } from 'react';

export type Answer<T> =
  | { readonly status: 'waiting' }
  | { readonly status: 'ready'; readonly value: T }
  | { readonly status: 'failed'; readonly message: string };

/**
 * What `ask` answers, and a way to ask again. Asked anew whenever `about` changes; until the next
 * answer is there the last one stays.
 */
export function useAnswer<T>(ask: () => Promise<T>, about: string): [Answer<T>, () => void] {
  const [answer, setAnswer] = useState<Answer<T>>({ status: 'waiting' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    ask().then(
      (value) => {
        if (current) setAnswer({ status: 'ready', value });
      },
      (thrown: unknown) => {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        if (current) setAnswer({ status: 'failed', message });
      },
    );
    return () => {
      current = false;
    };
    // `ask` is made anew with each rendering; `about` says when it asks something else.
  }, [about, turn]);
  const again = (): void => {
    setAnswer({ status: 'waiting' });
    setTurn((before) => before + 1);
  };
  return [answer, again];
}
