import { useEffect } from 'react';
import { totalUnread } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';

/** Keeps the tab's title at “(3) Chat” while three messages are unread. */
export function useUnreadTitle(): void {
  const unread = useChat(totalUnread);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) Chat` : 'Chat';
    return () => {
      document.title = 'Chat';
    };
  }, [unread]);
}
