import { useEffect, useState } from 'react';
import { useSettled } from '../../ui/use-settled.ts';

/** How long somebody must have stopped typing before what they typed counts, in milliseconds. */
const TYPING_PAUSE_MS = 250;

/**
 * A text that is typed here and kept elsewhere, as in the address: it is handed over once the typing
 * pauses, and follows what is kept as long as nobody types.
 */
export function useTyped(
  kept: string,
  keep: (text: string) => void,
): { readonly text: string; readonly type: (text: string) => void } {
  const [typed, setTyped] = useState<string | null>(null);
  const settled = useSettled(typed, TYPING_PAUSE_MS);
  useEffect(() => {
    if (typed === null || settled !== typed) return;
    if (typed !== kept) keep(typed);
    setTyped(null);
    // `keep` is made anew with each rendering.
  }, [settled]);
  return { text: typed ?? kept, type: setTyped };
}
