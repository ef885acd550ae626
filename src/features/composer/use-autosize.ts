import { useLayoutEffect, type RefObject } from 'react';

/** Makes a textarea as high as its text; CSS sets the least and the most. */
export function useAutosize(box: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    // One line needs no measuring twice: shrink first, or the height could only grow.
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [box, text]);
}
