import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useChat, useChatStore } from '../store/hooks.ts';
import { links } from './links.ts';

/** Opens the session that a jump leads to, wherever the person is. */
export function useJumpRoute(): void {
  const store = useChatStore();
  const jumpId = useChat((state) => state.jump?.id ?? null);
  const [, navigate] = useLocation();
  useEffect(() => {
    const { jump, openSessionId } = store.getState();
    if (jumpId === null || jump?.id !== jumpId || jump.sessionId === openSessionId) return;
    navigate(links.session(jump.sessionId));
  }, [store, jumpId, navigate]);
}
