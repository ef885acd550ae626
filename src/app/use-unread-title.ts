import { useEffect } from 'react';
import { unreadTotal } from '../core/unread-total.ts';
import { badgeFavicon } from '../lib/favicon.ts';
import { useChat } from '../store/hooks.ts';
import { useNow } from '../ui/use-now.ts';

const MINUTE_MS = 60_000;

/** Keeps the tab's title at “(3) Chat” while three things are unread, with the number on its icon. */
export function useUnreadTitle(): void {
  const now = useNow(MINUTE_MS);
  const unread = useChat((state) => unreadTotal(state, now));
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Chat` : 'Chat';
    badgeFavicon(unread);
  }, [unread]);
  useEffect(
    () => () => {
      document.title = 'Chat';
      badgeFavicon(0);
    },
    [],
  );
}
