import { memo } from 'react';
import { messageParts } from '../../core/message-text.ts';

/** A message's text as it was written; addresses become links, nothing else becomes anything. */
export const MessageText = memo(function MessageText({ content }: { content: string }) {
  return (
    <p dir="auto" className="text-start text-body [overflow-wrap:anywhere] whitespace-pre-wrap">
      {messageParts(content).map((part, index) =>
        part.kind === 'text' ? (
          part.text
        ) : (
          <a
            // Parts have no identity but their place, and a changed text is drawn anew.
            key={index}
            href={part.href}
            target="_blank"
            rel="noreferrer noopener"
            dir="auto"
            className="text-accent underline decoration-1 underline-offset-2 hover:decoration-2"
          >
            {part.text}
          </a>
        ),
      )}
    </p>
  );
});
