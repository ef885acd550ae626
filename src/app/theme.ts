/** Light, dark, or as the system says. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'chat.theme';
const listeners = new Set<() => void>();

function stored(): Theme {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    // Storage is blocked: the system's theme it is.
    return 'system';
  }
}

let theme = stored();

/** Puts the choice onto the document. */
export function applyTheme(): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export const currentTheme = (): Theme => theme;

/** Calls back when the theme changes; returns the unsubscribe. */
export function onTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Applies the choice and remembers it on this device. */
export function setTheme(next: Theme): void {
  theme = next;
  applyTheme();
  try {
    if (next === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, next);
  } catch {
    // Storage is blocked or full: the choice holds until the page is left.
  }
  for (const listener of listeners) listener();
}
