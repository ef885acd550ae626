import { useEffect, useSyncExternalStore } from 'react';
import type { RichText } from './rich-text.tsx';

let part: typeof RichText | null = null;
const waiting = new Set<() => void>();

/** Fetches what draws formatted text, once; whatever waits for it is drawn anew. */
export async function loadRichText(): Promise<void> {
  part = (await import('./rich-text.tsx')).RichText;
  for (const tell of waiting) tell();
}

const subscribe = (tell: () => void) => {
  waiting.add(tell);
  return () => {
    waiting.delete(tell);
  };
};
const nowhere = () => () => undefined;
const nothing = () => null;

/**
 * The component that draws formatted text, or null while it is not there or not `wanted`. A failure to
 * fetch it is no error: the text is legible, and the next message that wants it tries again.
 */
export function useRichText(wanted: boolean): typeof RichText | null {
  const found = useSyncExternalStore(wanted ? subscribe : nowhere, wanted ? () => part : nothing);
  const missing = wanted && found === null;
  useEffect(() => {
    if (missing) loadRichText().catch(() => undefined);
  }, [missing]);
  return found;
}
