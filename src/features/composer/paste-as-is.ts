import { useEffect, useRef, type RefObject } from 'react';
import { insertText } from './insert-text.ts';
import type { Held } from './long-text.ts';

interface PasteAsIsProps {
  box: RefObject<HTMLTextAreaElement | null>;
  held: Held | null;
}

/** In the place of the help with writing where that could not be had: what is pasted just goes in. */
export function PasteAsIs({ box, held }: PasteAsIsProps): null {
  const taken = useRef<Held | null>(null);
  useEffect(() => {
    if (held === null || held === taken.current || box.current === null) return;
    taken.current = held;
    insertText(box.current, held.text);
  }, [box, held]);
  return null;
}
