import { useCallback } from 'react';
import { useLocationProperty } from 'wouter/use-browser-location';

const KEY = 'over';

/** What lies over the page, as the browser's history says of its entry; undefined where nothing does. */
function overHere(): unknown {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null && KEY in state ? state[KEY] : undefined;
}

export interface Over {
  readonly open: boolean;
  readonly show: () => void;
  readonly hide: () => void;
}

/**
 * Something over the page that has a step of its own in the browser's history, so that the way back
 * leads out of it and not out of the page, and from elsewhere into it again. `hide` takes that step
 * back; `open` is false once the browser has done so, and nothing can be opened in between that the
 * step back would take along.
 */
export function useOver(name: string): Over {
  const open = useLocationProperty(() => overHere() === name);
  const show = useCallback(() => {
    if (overHere() !== name) window.history.pushState({ [KEY]: name }, '');
  }, [name]);
  const hide = useCallback(() => {
    if (overHere() === name) window.history.back();
  }, [name]);
  return { open, show, hide };
}
