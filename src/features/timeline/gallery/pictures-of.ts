import type { Attachment } from '../../../core/model.ts';
import { changesOf, overlay } from '../../../core/overlay.ts';
import type { ChatState } from '../../../core/state.ts';
import { isShownPicture } from '../attachments-layout.ts';

/** All pictures of the loaded part of a session, oldest first, as they are on screen. */
export function picturesOf(
  timelines: ChatState['timelines'],
  outbox: ChatState['outbox'],
  sessionId: string,
): readonly Attachment[] {
  const changes = changesOf(outbox);
  return (timelines[sessionId]?.messages ?? []).flatMap((message) =>
    message.attachments.length === 0
      ? []
      : overlay(message, changes.get(message.id)).attachments.filter(isShownPicture),
  );
}
