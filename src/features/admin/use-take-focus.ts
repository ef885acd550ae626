import { useEffect, useRef, type RefObject } from 'react';

/**
 * For an element that takes the place of what had the focus: it gets it as it comes, unless something
 * else has it.
 */
export function useTakeFocus<T extends HTMLElement>(): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, []);
  return element;
}
