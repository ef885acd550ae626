import { clsx } from 'clsx';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { sessionTitle } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Marked } from './marked.tsx';
import { switchChoices, type SwitchChoice } from './switch-choices.ts';

/** More than these nobody reads; they type another letter. */
const MOST_SHOWN = 50;
/** With fewer clear matches than this, older sessions are loaded and looked through as well. */
const ENOUGH = 8;

interface SwitcherProps {
  /** The session on screen. */
  openId: string | null;
  onOpen: (sessionId: string) => void;
  onClose: () => void;
}

/** Goes to another session by a few letters of its name. Mounting it opens it. */
export default function Switcher({ openId, onOpen, onClose }: SwitcherProps) {
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const sessions = useChat((state) => state.sessions);
  const seen = useChat((state) => state.seen);
  const list = useChat((state) => state.list);
  const { loadMoreSessions } = useActions();
  const box = useRef<HTMLInputElement>(null);
  const id = useId();

  const choices = useMemo(
    () => switchChoices({ sessions, seen }, query, openId),
    [sessions, seen, query, openId],
  );
  const shown = choices.slice(0, MOST_SHOWN);
  const at = Math.min(chosen, shown.length - 1);
  const activeId = shown[at]?.session.id ?? null;

  const clear = choices.filter((choice) => !choice.loose).length;
  const wantsOlder = query.trim() !== '' && clear < ENOUGH && list.hasMore;
  useEffect(() => {
    if (wantsOlder && !list.loadingMore && list.moreError === null) loadMoreSessions();
  }, [wantsOlder, list, loadMoreSessions]);
  useEffect(() => {
    if (activeId === null) return;
    document.getElementById(`${id}-${activeId}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, activeId]);

  const open = (sessionId: string): void => {
    onClose();
    onOpen(sessionId);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && shown.length > 0) {
      event.preventDefault();
      setChosen((at + step + shown.length) % shown.length);
    }
    if (event.key === 'Enter' && activeId !== null) {
      event.preventDefault();
      open(activeId);
    }
  };

  return (
    <Dialog title="Switch session" untitled first={() => box.current} onClose={onClose}>
      <input
        ref={box}
        role="combobox"
        aria-label="Session"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(activeId === null ? {} : { 'aria-activedescendant': `${id}-${activeId}` })}
        placeholder="Go to a session"
        dir="auto"
        autoComplete="off"
        enterKeyHint="go"
        value={query}
        onChange={({ target }) => {
          setQuery(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        className="h-13 w-full shrink-0 border-b border-line bg-transparent px-5 text-base outline-none placeholder:text-soft"
      />
      <p role="status" className="sr-only">
        {choices.length === 0
          ? 'No sessions'
          : `${choices.length} ${choices.length === 1 ? 'session' : 'sessions'}`}
      </p>
      {shown.length > 0 && (
        <div
          id={`${id}-list`}
          role="listbox"
          aria-label="Sessions"
          tabIndex={-1}
          className="min-h-0 scroll-py-2 overflow-y-auto overscroll-contain p-2 outline-none scroll-quiet"
        >
          {shown.map((choice) => (
            <Choice
              key={choice.session.id}
              id={`${id}-${choice.session.id}`}
              choice={choice}
              active={choice.session.id === activeId}
              onPick={open}
            />
          ))}
        </div>
      )}
      {wantsOlder && list.moreError === null ? (
        <div className="flex h-11 shrink-0 items-center justify-center">
          <Spinner label="Looking through older sessions" />
        </div>
      ) : (
        shown.length === 0 && <p className="p-5 text-soft">No session is called that.</p>
      )}
    </Dialog>
  );
}

function Choice(props: {
  id: string;
  choice: SwitchChoice;
  active: boolean;
  onPick: (sessionId: string) => void;
}) {
  const { id, active, onPick } = props;
  const { session, unread, title, topic } = props.choice;
  const peer = session.peers[0];
  return (
    // The keys are heard by the box above, which says which of these is the active one.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      onClick={() => onPick(session.id)}
      className={clsx(
        'flex h-13 cursor-pointer items-center gap-3 rounded-control px-3',
        active
          ? 'bg-tint outline-2 -outline-offset-2 outline-accent'
          : 'outline-none hover:bg-hover',
      )}
    >
      <span className="relative shrink-0">
        <Avatar name={sessionTitle(session)} url={peer?.avatarUrl ?? null} size="small" />
        <StatusDot tone={peer?.presence ?? 'offline'} />
      </span>
      <span className="min-w-0 grow leading-tight">
        <span className={clsx('block truncate', unread > 0 && 'font-semibold')}>
          <Marked parts={title} />
        </span>
        <span className="block truncate text-meta text-soft">
          <span className="sr-only">, </span>
          <Marked parts={topic} />
        </span>
      </span>
      {unread > 0 && (
        <span className="shrink-0 text-meta font-medium text-accent">
          <span className="sr-only">, </span>
          {unread} unread
        </span>
      )}
    </div>
  );
}
