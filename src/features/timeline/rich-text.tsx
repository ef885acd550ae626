import { useMemo } from 'react';
import { formattedText } from '../../core/formatted-text.ts';
import { mayBeLong } from '../../core/message-shape.ts';
import { Folded } from './folded.tsx';
import { Blocks } from './formatted-blocks.tsx';
import { MentionNames, useMentionNames } from './mention-names.ts';

interface RichTextProps {
  id: string;
  sessionId: string;
  content: string;
}

/** A message's text with its formatting, links and mentions; a long one is folded. */
export function RichText({ id, sessionId, content }: RichTextProps) {
  const blocks = useMemo(() => formattedText(content), [content]);
  const names = useMentionNames(sessionId, content.includes('@'));
  const text = (
    <MentionNames value={names}>
      <Blocks blocks={blocks} />
    </MentionNames>
  );
  return mayBeLong(content) ? <Folded id={id}>{text}</Folded> : text;
}
