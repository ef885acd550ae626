import { useState } from 'react';

/** What a button that copies says: what it does, then what became of it. */
type CopyWord = 'Copy' | 'Copied' | 'Select it to copy';

/** Copies text to the clipboard, and says so. */
export function useCopy(): readonly [CopyWord, (text: string) => void] {
  const [word, setWord] = useState<CopyWord>('Copy');
  const copy = async (text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setWord('Copied');
    } catch {
      // No permission, or no secure context: the text is on screen to be selected.
      setWord('Select it to copy');
    }
  };
  return [word, (text) => void copy(text)];
}
