import { OPENER } from './opener.ts';

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => Math.max(at - 1, 0),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * Moves the focus through the items that are drawn in `within`, from the one that has it (or holds what
 * has it), or to the first one. Whether the key was one that does.
 */
export function stepThrough(within: HTMLElement, key: string): boolean {
  const step = steps[key];
  if (step === undefined) return false;
  const openers = [...within.querySelectorAll<HTMLElement>(OPENER)];
  const here = document.activeElement?.closest('article');
  const at = openers.findIndex((opener) => here?.contains(opener) === true);
  openers[at === -1 ? 0 : step(at, openers.length)]?.focus();
  return true;
}
