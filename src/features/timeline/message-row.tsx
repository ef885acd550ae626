import { clsx } from 'clsx';
import { Forward } from 'lucide-react';
import { memo, Suspense } from 'react';
import { deletedWords } from '../../core/message-words.ts';
import type { Attachment, Message, Reaction } from '../../core/model.ts';
import type { OutgoingChange, OutgoingFile } from '../../core/outgoing.ts';
import type { SendingState } from '../../core/timeline-rows.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { ActiveActions } from './active-actions.tsx';
import { Attachments } from './attachments.tsx';
import { MessageText } from './message-text.tsx';
import { OwnState } from './own-state.tsx';
import { Quote } from './quote.tsx';
import { Reactions } from './reactions.tsx';
import { FailedMessage, RefusedChange } from './parts.ts';
import type { People } from './use-people.ts';

interface MessageRowProps {
  id: string;
  sessionId: string;
  seq: number | null;
  own: boolean;
  system: boolean;
  senderName: string;
  avatarUrl: string | null;
  /** Starts with the sender's name. */
  named: boolean;
  content: string | null;
  deleted: boolean;
  deletedBy: Message['deletedBy'];
  attachments: readonly Attachment[];
  /** On their way with it. */
  files: readonly OutgoingFile[];
  reactions: readonly Reaction[];
  replyTo: string | null;
  forwarded: boolean;
  /** When it was sent; epoch milliseconds. */
  at: number;
  time: string;
  edited: boolean;
  sending: SendingState | null;
  reason: string | null;
  /** Trying again cannot succeed. */
  final: boolean;
  notBefore: number | null;
  /** On their way to the message. */
  changes: readonly OutgoingChange[];
  first: boolean;
  last: boolean;
  people: People;
}

/** One message: bubble, and at the end of a group its time and, if it is one's own, its state. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { own, senderName, time, deleted, changes, first, last } = props;
  const content = props.content === '' ? null : props.content;
  const name = `${senderName}, ${time}`;
  const gone = deletedWords(props.deletedBy);
  if (props.system) return <SystemMessage name={name} content={content ?? gone} />;
  const state = own ? (
    <OwnState
      sessionId={props.sessionId}
      seq={props.seq}
      sending={props.sending}
      notBefore={props.notBefore}
      changes={props.changes}
    />
  ) : null;
  const below = last || props.sending === 'failed';
  const held = own && !below && (props.notBefore !== null || isPaused(props));
  return (
    <article
      aria-label={name}
      // The arrows lead here (see message-keys.ts), the Tab key on to what is within.
      tabIndex={-1}
      className={clsx(
        'group/message relative mx-auto flex max-w-240 px-5 -outline-offset-2 max-pane:px-3',
        first ? 'pt-3.5' : 'pt-0.5',
        own ? 'justify-end' : 'pl-16 max-pane:pl-13',
      )}
    >
      {!own && first && (
        <span className="absolute top-3.5 left-5 max-pane:left-3">
          <Avatar name={senderName} url={props.avatarUrl} size="small" />
        </span>
      )}
      <div
        className={clsx(
          'flex max-w-[min(34rem,82%)] min-w-0 flex-col max-pane:max-w-[88%]',
          own ? 'items-end' : 'items-start',
        )}
      >
        {props.named && (
          <bdi className="h-5 max-w-full truncate text-meta font-medium text-soft">
            {senderName}
          </bdi>
        )}
        <div className="relative max-w-full">
          <div
            className={clsx(
              'rounded-bubble px-3 py-2',
              own ? 'bg-own' : 'bg-other',
              own && !first && 'rounded-tr-joined',
              own && !last && 'rounded-br-joined',
              !own && !first && 'rounded-tl-joined',
              !own && !last && 'rounded-bl-joined',
            )}
          >
            {deleted ? (
              <p className="text-soft italic">{gone}</p>
            ) : (
              <>
                {props.forwarded && (
                  <p className="flex h-5 items-center gap-1 text-meta text-soft">
                    <Forward size={13} aria-hidden="true" />
                    Forwarded
                  </p>
                )}
                {props.replyTo !== null && (
                  <Quote
                    sessionId={props.sessionId}
                    messageId={props.replyTo}
                    people={props.people}
                  />
                )}
                <Attachments
                  sessionId={props.sessionId}
                  messageId={props.id}
                  attachments={props.attachments}
                  files={props.files}
                  sending={props.sending}
                  hasText={content !== null}
                />
                {content !== null && (
                  <MessageText id={props.id} sessionId={props.sessionId} content={content} />
                )}
              </>
            )}
          </div>
          {/* Over the gap above the bubble: a line of its own would move what is around. */}
          {held && (
            <span className="pointer-events-none absolute -top-2.25 right-2 rounded-full border border-line bg-raised px-2 text-[0.6875rem] leading-4 whitespace-nowrap text-soft">
              {state}
            </span>
          )}
          {!below && (
            <span
              className={clsx(
                'pointer-events-none absolute top-1/2 -translate-y-1/2 px-2 text-[0.75rem] whitespace-nowrap text-soft opacity-0 transition-opacity group-focus-within/message:opacity-100 group-hover/message:opacity-100',
                own ? 'right-full' : 'left-full',
              )}
            >
              {props.edited && !deleted && 'Edited · '}
              {time}
            </span>
          )}
          {!below && own && !held && <span className="sr-only">{state}</span>}
          <ActiveActions
            target={{
              id: props.id,
              sessionId: props.sessionId,
              seq: props.seq,
              own,
              senderName,
              content,
              deleted,
              at: props.at,
            }}
          />
        </div>
        {props.reactions.length > 0 && (
          <Reactions
            sessionId={props.sessionId}
            messageId={props.id}
            reactions={props.reactions}
            people={props.people}
            own={own}
          />
        )}
        {below && (
          <span className="flex h-5.5 max-w-full items-center gap-1 px-1 text-[0.75rem] whitespace-nowrap text-soft">
            {props.edited && !deleted && <span>Edited ·</span>}
            {own && <>{state} ·</>}
            <span>{time}</span>
          </span>
        )}
        {props.sending === 'failed' && (
          <Suspense fallback={<p className="px-1 pb-3 text-meta text-danger">{props.reason}</p>}>
            <FailedMessage
              id={props.id}
              content={content}
              reason={props.reason}
              final={props.final}
            />
          </Suspense>
        )}
        {changes.map(
          (change) =>
            change.status === 'failed' && (
              <Suspense key={change.id} fallback={null}>
                <RefusedChange change={change} foreign={!own} />
              </Suspense>
            ),
        )}
      </div>
    </article>
  );
});

const isPaused = ({ sending, changes }: Pick<MessageRowProps, 'sending' | 'changes'>): boolean =>
  sending === 'paused' || changes.some((change) => change.status === 'paused');

const SystemMessage = ({ name, content }: { name: string; content: string }) => (
  <article aria-label={name} className="flex justify-center px-6 pt-3.5 pb-1.5">
    <p
      dir="auto"
      className="max-w-[34rem] text-center text-meta text-soft [overflow-wrap:anywhere]"
    >
      {content}
    </p>
  </article>
);
