import type { Outgoing } from '../../core/outgoing.ts';
import { outgoingOf } from '../../core/selectors.ts';
import { useChatShallow } from '../../store/hooks.ts';
import FailedMessage from './failed-message.tsx';
import { MessageText } from './message-text.tsx';

const textOf = (item: Outgoing): string | null =>
  item.kind === 'message' || item.kind === 'edit' ? item.content : null;

/** What the person wrote in a session that they have no access to any more: theirs to take along. */
export function Unsent({ sessionId }: { sessionId: string }) {
  const items = useChatShallow((state) =>
    outgoingOf(state.outbox, sessionId).filter((item) => textOf(item) !== null),
  );
  if (items.length === 0) return null;
  return (
    <section
      aria-label="Messages that were not sent"
      className="mx-auto grid w-full max-w-120 gap-3 px-5 pb-10"
    >
      <h2 className="text-center text-meta font-medium text-soft">
        You wrote, and it was not sent
      </h2>
      <ul className="grid gap-3">
        {items.map((item) => (
          <li key={item.id} className="flex flex-col items-end gap-1">
            <div className="max-w-full rounded-bubble bg-own px-3 py-2">
              <MessageText id={item.id} sessionId={sessionId} content={textOf(item) ?? ''} />
            </div>
            {item.status === 'sending' ? (
              <span className="px-1 text-meta text-soft">Sending</span>
            ) : (
              <FailedMessage
                id={item.id}
                content={textOf(item)}
                reason={item.error?.message ?? null}
                final
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
