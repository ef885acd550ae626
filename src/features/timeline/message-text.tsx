import { memo } from 'react';
import { isEmojiOnly, mayBeFormatted, mayBeLong } from '../../core/message-shape.ts';
import { useRichText } from './rich-text-part.ts';

interface MessageTextProps {
  id: string;
  sessionId: string;
  content: string;
}

/**
 * A message's text. What is more than plain text is drawn by a part that is fetched when the first
 * such message is on screen; until then, and if it cannot be had, it stands there as it was typed.
 */
export const MessageText = memo(function MessageText(props: MessageTextProps) {
  const { content } = props;
  const emoji = isEmojiOnly(content);
  const RichText = useRichText(!emoji && (mayBeFormatted(content) || mayBeLong(content)));
  if (RichText !== null) return <RichText {...props} />;
  return (
    <p dir="auto" className={emoji ? 'text-emoji' : 'message-text'}>
      {content}
    </p>
  );
});
