import type { ChatState } from './state.ts';

/** Whether others' messages from `seq` on are there to be marked unread, as far as this device knows. */
export function hasOthersFrom(
  state: Pick<ChatState, 'timelines'>,
  sessionId: string,
  seq: number,
  myId: string,
): boolean {
  const timeline = state.timelines[sessionId];
  if (timeline === undefined) return false;
  return (
    timeline.hasNewer ||
    timeline.messages.some(
      (message) =>
        message.seq >= seq &&
        message.senderId !== null &&
        message.senderId !== myId &&
        message.deletedAt === null &&
        message.type !== 'system',
    )
  );
}
