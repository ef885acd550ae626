/**
 * What the app is measured against: the same messages in TanStack Virtual as its manual shows it, all
 * of them at once. No store, no server, no grouping, no actions, no receipts; whatever the app does
 * besides must not make it slower than this.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import type { Message } from '../../../src/core/model.ts';
import { plainMessage } from '../../support/samples.ts';
import {
  me,
  messageAt,
  messagesUpTo,
  messageWithId,
  NEWEST_SEQ,
  noise,
  PEER_ID,
  SESSION_ID,
} from './dataset.ts';
import { expose } from './handle.ts';
import { signPictures } from './pictures.ts';

const DEFAULT_MESSAGES = 1_000;
const OVERSCAN = 6;
/** About the mean height of a row, in pixels. */
const ESTIMATE = 70;
const PICTURE_WIDTH = 320;
const AT_END_PX = 32;
const clock = new Intl.DateTimeFormat('en', { hour: 'numeric', minute: '2-digit' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long' });

const count = Number(new URLSearchParams(location.search).get('n') ?? DEFAULT_MESSAGES);
const began = performance.now();
const history = messagesUpTo(NEWEST_SEQ, count);
const datasetMs = performance.now() - began;

/** Set by the list while it is mounted. */
let change: (next: (messages: readonly Message[]) => readonly Message[]) => void = () => undefined;
let newest: Pick<Message, 'id' | 'seq'> = messageAt(NEWEST_SEQ);

function add(id: string, senderId: string, content: string): void {
  newest = { id, seq: newest.seq + 1 };
  const message: Message = {
    ...plainMessage,
    id,
    sessionId: SESSION_ID,
    seq: newest.seq,
    rev: newest.seq,
    senderId,
    type: 'text',
    content,
    createdAt: Date.now(),
  };
  change((messages) => [...messages, message]);
}

function Picture({ path, width, height }: Message['attachments'][number]) {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    void signPictures([path]).then((urls) => setUrl(urls.get(path)));
  }, [path]);
  const scaled = Math.round((PICTURE_WIDTH * (height ?? 1)) / (width ?? 1));
  return <img src={url} alt="" width={PICTURE_WIDTH} height={scaled} />;
}

const Row = memo(function Row({ message }: { message: Message }) {
  const own = message.senderId === me.id;
  const { replyTo, content } = message;
  return (
    <article className={own ? 'own' : ''}>
      {replyTo !== null && <blockquote>{messageWithId(replyTo)?.content?.slice(0, 80)}</blockquote>}
      {message.attachments.map((picture) => (
        <Picture key={picture.path} {...picture} />
      ))}
      {content !== null && <p>{content}</p>}
      {message.reactions.map(({ emoji, userIds }) => (
        <button key={emoji} type="button">
          {emoji} {userIds.length}
        </button>
      ))}
      <div>
        {own ? 'You' : 'Mina Mentor'}, {clock.format(message.createdAt)}
      </div>
    </article>
  );
});

const dayOf = (message: Message | undefined): string =>
  message === undefined ? '' : date.format(message.createdAt);

function List() {
  const [messages, setMessages] = useState<readonly Message[]>(history);
  const scroller = useRef<HTMLDivElement>(null);
  const getItemKey = useCallback((index: number) => messages[index]?.id ?? index, [messages]);
  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATE,
    getItemKey,
    overscan: OVERSCAN,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: AT_END_PX,
  });
  useLayoutEffect(() => virtualizer.scrollToEnd(), [virtualizer]);
  useLayoutEffect(() => {
    // As a store would: what is dispatched is on screen when the dispatch returns.
    change = (next) => flushSync(() => setMessages(next));
  }, []);
  return (
    <div ref={scroller} role="log" aria-label="Messages">
      <div style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const message = messages[index];
          if (message === undefined) return null;
          const day = dayOf(message);
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              data-message-id={message.id}
              style={{ transform: `translateY(${start}px)` }}
            >
              {day !== dayOf(messages[index - 1]) && <h2>{day}</h2>}
              <Row message={message} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Composer() {
  const [text, setText] = useState('');
  return (
    <textarea
      aria-label="Message"
      value={text}
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        setText('');
        // Not while React handles the key.
        queueMicrotask(() => add(crypto.randomUUID(), me.id, text));
      }}
    />
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(
  <>
    <List />
    <Composer />
  </>,
);

let appended = 0;
expose({
  lastId: () => newest.id,
  appendMessage: (text) => {
    appended += 1;
    const id = `appended-${appended}`;
    add(id, PEER_ID, text ?? `Message ${appended}, ${noise(appended).toFixed(3)}`);
    return id;
  },
  prependOlder: (more) =>
    change((messages) => [
      ...messagesUpTo((messages[0]?.seq ?? NEWEST_SEQ) - 1, more),
      ...messages,
    ]),
  composer: 'textarea[aria-label="Message"]',
  datasetMs,
});
