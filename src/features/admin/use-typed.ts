import { useEffect, useState } from 'react';
import { useSettled } from '../../ui/use-settled.ts';

/** How long somebody must have stopped typing before what they typed counts, in milliseconds. */
const TYPING_PAUSE_MS = 250;

/**
 * A text that is typed here and kept elsewhere, as in the address. It is handed to `keep` once the
 * typing pauses, which may take it or not; when what is kept changes to something else, that is shown.
 */
export function useTyped(
  kept: string,
  keep: (text: string) => void,
): { readonly text: string; readonly type: (text: string) => void } {
  const [typed, setTyped] = useState<string | null>(null);
  const [seen, setSeen] = useState(kept);
  if (seen !== kept) {
    setSeen(kept);
    if (typed !== kept) setTyped(null);
  }
  const settled = useSettled(typed, TYPING_PAUSE_MS);
  useEffect(() => {
    if (settled !== null && settled === typed && settled !== kept) keep(settled);
    // `keep` is made anew with each rendering; only a pause hands anything over.
  }, [settled]);
  return { text: typed ?? kept, type: setTyped };
}
