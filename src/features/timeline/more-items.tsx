import {
  Bookmark,
  BookmarkX,
  Flag,
  Forward,
  History,
  Info,
  MailQuestionMark,
  Pin,
  PinOff,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { isPinned } from '../../core/pins.ts';
import { me } from '../../core/selectors.ts';
import { hasOthersFrom } from '../../core/unread.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import type { ActionTarget } from './action-target.ts';
import { useLogDialog } from './message-actions.tsx';
import { ForwardDialog, MessageDetails, ReportMessage, VersionsDialog } from './more-parts.ts';

/** One entry of the menu `More`. */
export interface MoreItem {
  readonly key: string;
  readonly text: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly onSelect: () => void;
}

const SIZE = 16;

/** What else can be done with a message, in the order of the menu. */
export function useMoreItems(target: ActionTarget): readonly MoreItem[] {
  const { id, sessionId, seq, own } = target;
  const edited = useChat(
    (state) => state.timelines[sessionId]?.messages.find((one) => one.id === id)?.editedAt != null,
  );
  const pinned = useChat((state) => isPinned(state, sessionId, id));
  const kept = useChat((state) => state.bookmarked[sessionId]?.includes(id) ?? false);
  const markable = useChat(
    (state) => seq !== null && hasOthersFrom(state, sessionId, seq, me(state)?.id ?? ''),
  );
  const { pinMessage, bookmark, markUnreadFrom } = useActions();
  const openDialog = useLogDialog();
  // What is not sent yet nobody else has, and the server knows nothing of it.
  const unsent = seq === null;

  return [
    {
      key: 'forward',
      text: 'Forward',
      icon: <Forward size={SIZE} />,
      disabled: unsent,
      onSelect: () => openDialog((close) => <ForwardDialog target={target} onClose={close} />),
    },
    {
      key: 'pin',
      text: pinned ? 'Unpin' : 'Pin',
      icon: pinned ? <PinOff size={SIZE} /> : <Pin size={SIZE} />,
      disabled: unsent,
      onSelect: () => void pinMessage(sessionId, id, !pinned),
    },
    {
      key: 'bookmark',
      text: kept ? 'Remove bookmark' : 'Bookmark',
      icon: kept ? <BookmarkX size={SIZE} /> : <Bookmark size={SIZE} />,
      disabled: unsent,
      onSelect: () => void bookmark(sessionId, id, !kept),
    },
    {
      key: 'unread',
      text: 'Mark unread from here',
      icon: <MailQuestionMark size={SIZE} />,
      disabled: !markable,
      onSelect: () => {
        if (seq !== null) void markUnreadFrom(sessionId, seq);
      },
    },
    {
      key: 'details',
      text: 'Details',
      icon: <Info size={SIZE} />,
      disabled: unsent,
      onSelect: () => openDialog((close) => <MessageDetails target={target} onClose={close} />),
    },
    ...(edited
      ? [
          {
            key: 'versions',
            text: 'Versions',
            icon: <History size={SIZE} />,
            onSelect: () =>
              openDialog((close) => <VersionsDialog target={target} onClose={close} />),
          },
        ]
      : []),
    ...(own
      ? []
      : [
          {
            key: 'report',
            text: 'Report',
            icon: <Flag size={SIZE} />,
            onSelect: () =>
              openDialog((close) => <ReportMessage target={target} onClose={close} />),
          },
        ]),
  ];
}
