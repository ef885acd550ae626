/** A part of the page that people go to by key, and what gets the focus there. */
interface PagePart {
  readonly within: string;
  /** The first of these that is there and can be seen. */
  readonly first: readonly string[];
}

const parts: readonly PagePart[] = [
  {
    within: 'search, nav[aria-label="Sessions"]',
    first: ['search [role="combobox"]', 'nav [aria-current="page"]', 'nav a'],
  },
  { within: '[role="log"]', first: ['[role="log"]'] },
  { within: 'main form', first: ['main textarea:enabled'] },
  {
    within: 'section[aria-label="New notifications"]',
    first: ['section[aria-label="New notifications"] button'],
  },
];

const seen = (selector: string): HTMLElement | null =>
  [...document.querySelectorAll<HTMLElement>(selector)].find((element) =>
    element.checkVisibility(),
  ) ?? null;

/**
 * Puts the focus into the part after the one that has it, or before it: list, messages, composer, what is
 * new, and round again. Parts that cannot be seen are left out.
 */
export function focusPart(step: 1 | -1): void {
  const here = document.activeElement;
  const at = parts.findIndex((part) => here?.closest(part.within) != null);
  const from = at === -1 && step === -1 ? 0 : at;
  for (let n = 1; n <= parts.length; n += 1) {
    const part = parts[(from + step * n + parts.length * n) % parts.length];
    const target = part?.first.map(seen).find((element) => element !== null);
    if (target != null) {
      target.focus();
      return;
    }
  }
}
