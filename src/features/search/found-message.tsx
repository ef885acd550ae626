import { clsx } from 'clsx';
import { Paperclip } from 'lucide-react';
import { memo } from 'react';
import type { Message } from '../../core/model.ts';
import { excerpt, findTerms, type SearchTerms } from '../../core/search-terms.ts';
import { timeWords } from '../../lib/time-words.ts';
import { Marked } from './marked.tsx';

/** About two lines of the pane, in UTF-16 units. */
const EXCERPT_LENGTH = 110;
const FILE_NAME_LENGTH = 60;
/** Files of one message that are named. */
const MOST_FILES = 2;

interface FoundMessageProps {
  id: string;
  message: Message;
  sender: string;
  terms: SearchTerms;
  /** The keys lead here: Enter jumps to it. */
  active: boolean;
  /** Epoch ms, by the minute. */
  now: number;
  onPick: (message: Message) => void;
}

/** Who said it, when, and what around the words that were looked for. */
export const FoundMessage = memo(function FoundMessage(props: FoundMessageProps) {
  const { id, message, sender, terms, active, now, onPick } = props;
  const content = message.content ?? '';
  const files = message.attachments.map(({ path, name }) => ({
    path,
    name,
    ranges: findTerms(name, terms),
  }));
  const named = files.filter((file) => file.ranges.length > 0);
  const shownFiles = (named.length > 0 ? named : files).slice(0, MOST_FILES);
  return (
    // The keys are heard by the box above, which says which of these is the active one.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      data-found={message.id}
      className={clsx(
        'grid cursor-pointer gap-0.5 rounded-control px-3 py-2',
        active
          ? 'bg-tint outline-2 -outline-offset-2 outline-accent'
          : 'outline-none hover:bg-hover',
      )}
      onClick={() => onPick(message)}
    >
      <span className="flex items-baseline gap-2">
        <bdi className="truncate font-medium">{sender}</bdi>
        <span className="sr-only">, </span>
        <time
          dateTime={new Date(message.createdAt).toISOString()}
          className="ml-auto shrink-0 text-meta text-soft"
        >
          {timeWords.short(message.createdAt, now)}
        </time>
        <span className="sr-only">: </span>
      </span>
      {content !== '' && (
        <span className="line-clamp-2 text-meta wrap-anywhere text-soft">
          <Marked parts={excerpt(content, findTerms(content, terms), EXCERPT_LENGTH)} />
        </span>
      )}
      {shownFiles.map(({ path, name, ranges }) => (
        <span key={path} className="flex items-center gap-1.5 text-meta text-soft">
          <Paperclip size={13} aria-hidden="true" className="shrink-0" />
          <span className="sr-only">, file </span>
          <span className="truncate">
            <Marked parts={excerpt(name, ranges, FILE_NAME_LENGTH)} />
          </span>
        </span>
      ))}
    </div>
  );
});
