import { useEffect, useMemo, useRef, type UIEvent } from 'react';
import type { Message, Session } from '../../core/model.ts';
import type { FoundGroup } from '../../core/search.ts';
import { searchTerms } from '../../core/search-terms.ts';
import { me, sessionTitle } from '../../core/selectors.ts';
import { senderName, sessionTopic } from '../../core/session-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';
import { FoundMessage } from './found-message.tsx';

const MINUTE_MS = 60_000;
/** How near the end of the list, in pixels, the next page is asked for. */
const LOAD_MORE_WITHIN = 400;

interface FoundListProps {
  id: string;
  groups: readonly FoundGroup[];
  /** What was searched for, to be set off. */
  text: string;
  sessionOf: (sessionId: string) => Session | undefined;
  /** Id of the message that the keys have led to. */
  activeId: string | null;
  optionId: (messageId: string) => string;
  onPick: (message: Message) => void;
  onNearEnd: () => void;
}

/** What was found, by session. The box that it belongs to has the focus. */
export function FoundList(props: FoundListProps) {
  const { id, groups, text, sessionOf, activeId, optionId, onPick, onNearEnd } = props;
  const person = useChat(me);
  const now = useNow(MINUTE_MS);
  const terms = useMemo(() => searchTerms(text), [text]);
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (activeId === null) return;
    document.getElementById(optionId(activeId))?.scrollIntoView({ block: 'nearest' });
  }, [activeId, optionId]);
  // A new search begins at its top, and may not fill the pane with its first page.
  const first = groups[0]?.messages[0]?.id;
  useEffect(() => {
    list.current?.scrollTo({ top: 0 });
  }, [first, text]);
  useEffect(() => {
    const element = list.current;
    if (element !== null && element.scrollHeight <= element.clientHeight) onNearEnd();
  }, [groups, onNearEnd]);

  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>): void => {
    const { scrollHeight, scrollTop, clientHeight } = currentTarget;
    if (scrollHeight - scrollTop - clientHeight < LOAD_MORE_WITHIN) onNearEnd();
  };

  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label="Found messages"
      // Reached by the keys of the box; Tab goes on to what can be operated.
      tabIndex={-1}
      onScroll={onScroll}
      className="min-h-0 grow scroll-pt-14 overflow-y-auto overscroll-contain px-2 pb-2 outline-none scroll-quiet"
    >
      {groups.map(({ key, sessionId, messages }) => {
        const session = sessionOf(sessionId);
        return (
          <div key={key} role="group" aria-labelledby={`${id}-${key}`}>
            <div
              id={`${id}-${key}`}
              className="sticky top-0 z-10 flex items-baseline gap-1.5 bg-sunken px-3 pt-2 pb-1 text-meta text-soft"
            >
              <bdi className="shrink-0 truncate font-semibold text-ink">
                {session === undefined ? 'Session' : sessionTitle(session)}
              </bdi>
              {session !== undefined && <bdi className="truncate">{sessionTopic(session)}</bdi>}
            </div>
            {messages.map((message) => (
              <FoundMessage
                key={message.id}
                id={optionId(message.id)}
                message={message}
                sender={senderName(message, session, person)}
                terms={terms}
                active={message.id === activeId}
                now={now}
                onPick={onPick}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}
