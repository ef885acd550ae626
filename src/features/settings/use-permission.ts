import { useSyncExternalStore } from 'react';

/** Whether this browser may show notifications; `unsupported` where it knows none. */
export type BrowserPermission = NotificationPermission | 'unsupported';

const permission = (): BrowserPermission =>
  'Notification' in window ? Notification.permission : 'unsupported';

const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  // It is changed in the browser's own windows, out of which the person comes back.
  window.addEventListener('focus', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('focus', listener);
  };
}

export const usePermission = (): BrowserPermission => useSyncExternalStore(subscribe, permission);

/** Has the browser ask the person; to be called by what they pressed. */
export const askPermission = (): Promise<void> => Notification.requestPermission().then(tell);
