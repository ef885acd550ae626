import { memo, Suspense } from 'react';
import type { TimelineRow } from '../../core/timeline-rows.ts';
import type { OutgoingChange } from '../../core/outgoing.ts';
import { timeWords } from '../../lib/time-words.ts';
import { DayLine } from './day-line.tsx';
import { MessageRow } from './message-row.tsx';
import { RefusedChange } from './parts.ts';
import type { People } from './use-people.ts';

interface LogRowProps {
  row: TimelineRow;
  sessionId: string;
  people: People;
  myId: string;
  now: number;
}

/** One line of the log. Hands primitives on, so that a message is drawn again only if it changed. */
export const LogRow = memo(function LogRow({ row, sessionId, people, myId, now }: LogRowProps) {
  switch (row.kind) {
    case 'day':
      return <DayLine text={timeWords.day(row.at, now)} />;
    case 'unread':
      return <UnreadLine />;
    case 'change':
      return <UnplacedChange change={row.change} />;
    case 'message': {
      const own = row.senderId === myId;
      const sender = people.of(row.senderId);
      return (
        <MessageRow
          id={row.id}
          sessionId={sessionId}
          seq={row.seq}
          own={own}
          system={row.system}
          senderName={sender.name}
          avatarUrl={sender.avatarUrl}
          named={people.group && !own && row.first}
          content={row.content}
          deleted={row.deleted}
          deletedBy={row.deletedBy}
          attachments={row.attachments}
          files={row.files}
          reactions={row.reactions}
          replyTo={row.replyTo}
          forwarded={row.forwarded}
          at={row.at}
          time={timeWords.clock(row.at)}
          edited={row.edited}
          sending={row.sending}
          reason={row.error?.message ?? null}
          // What it answers is gone, and will not come back.
          final={row.error?.code === 'message_deleted'}
          notBefore={row.notBefore}
          changes={row.changes}
          first={row.first}
          last={row.last}
          people={people}
        />
      );
    }
  }
});

/** Its message is not loaded: it stands at the end, where it cannot be overlooked. */
const UnplacedChange = ({ change }: { change: OutgoingChange }) => (
  <div className="mx-auto flex max-w-240 justify-end px-5 pt-3.5 max-pane:px-3">
    <Suspense fallback={null}>
      <RefusedChange change={change} foreign={false} />
    </Suspense>
  </div>
);

const UnreadLine = () => (
  <div
    className="flex h-9 items-end gap-3 px-5 text-meta font-semibold text-accent"
    role="separator"
  >
    <span aria-hidden="true" className="mb-2.5 h-px grow bg-accent/40" />
    New messages
    <span aria-hidden="true" className="mb-2.5 h-px grow bg-accent/40" />
  </div>
);
