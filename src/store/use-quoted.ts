import { useMemo } from 'react';
import type { Message } from '../core/model.ts';
import { overlay } from '../core/overlay.ts';
import type { OutgoingChange } from '../core/outgoing.ts';
import { useChat, useChatShallow } from './hooks.ts';

/**
 * The message that another one quotes, as it is now, with what is on its way to it from here.
 * Undefined until it is known; null if it is not to be had.
 */
export function useQuoted(messageId: string): Message | null | undefined {
  const message = useChat((state) => state.quoted[messageId]);
  const changes = useChatShallow((state) =>
    state.outbox.filter(
      (item): item is OutgoingChange => item.kind !== 'message' && item.messageId === messageId,
    ),
  );
  return useMemo(() => (message == null ? message : overlay(message, changes)), [message, changes]);
}
