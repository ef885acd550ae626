import type { Stop } from './stop.ts';

/** `unsupported`: nothing can be offered here. */
export type BrowserPermission = 'unsupported' | 'undecided' | 'granted' | 'denied';

/** Android has the constructor, but only for pages with a service worker. */
const NEEDS_WORKER = /Android/;

const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

/** Whether this page may show notifications of the system. */
export function browserPermission(): BrowserPermission {
  if (typeof Notification === 'undefined' || !window.isSecureContext) return 'unsupported';
  if (NEEDS_WORKER.test(navigator.userAgent)) return 'unsupported';
  return Notification.permission === 'default' ? 'undecided' : Notification.permission;
}

/** Lets the browser ask the person, which it may do only after they have pressed something. */
export async function askBrowserPermission(): Promise<BrowserPermission> {
  if (browserPermission() === 'undecided') await Notification.requestPermission();
  tell();
  return browserPermission();
}

/** Calls back when the answer may have changed. */
export function onBrowserPermission(listener: () => void): Stop {
  listeners.add(listener);
  // It is changed in windows of the browser's own, from which the person comes back.
  window.addEventListener('focus', listener);
  return () => {
    window.removeEventListener('focus', listener);
    listeners.delete(listener);
  };
}

export interface BrowserNote {
  readonly title: string;
  readonly body: string;
  /** Stands in place of an earlier one with the same, without another alarm. */
  readonly tag: string;
}

/**
 * Shows a notification of the system, without a sound of its own; a click on it brings this tab to the
 * front. Yields what puts it away, or null where nothing may be shown.
 */
export function showBrowserNote(
  { title, body, tag }: BrowserNote,
  onClick: () => void,
): Stop | null {
  if (browserPermission() !== 'granted') return null;
  let shown: Notification;
  try {
    shown = new Notification(title, { body, tag, icon: '/icon.svg', silent: true });
  } catch {
    // A TypeError: this browser wants a service worker for it.
    return null;
  }
  shown.onclick = () => {
    window.focus();
    shown.close();
    onClick();
  };
  return () => shown.close();
}
