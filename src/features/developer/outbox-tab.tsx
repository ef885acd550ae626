import type { Outgoing } from '../../core/outgoing.ts';
import { useChat } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';
import { Card, Cards, Facts, Nothing, yesOrNo } from './facts.tsx';

const SECOND_MS = 1_000;

/** What has not reached the server yet, in the order in which it goes. */
export function OutboxTab() {
  const outbox = useChat((state) => state.outbox);
  const now = useNow(SECOND_MS);
  if (outbox.length === 0) return <Nothing>Nothing waits to be sent.</Nothing>;
  return (
    <Cards>
      {outbox.map((item) => (
        <Card key={item.id} title={`${item.kind}: ${about(item)}`}>
          <Facts
            of={{
              Status: item.status,
              Attempts: item.attempts,
              'Next try': nextTry(item.notBefore, now),
              'May have arrived': yesOrNo(item.tried),
              Error: item.error === null ? '–' : `${item.error.kind}: ${item.error.message}`,
            }}
          />
        </Card>
      ))}
    </Cards>
  );
}

function about(item: Outgoing): string {
  switch (item.kind) {
    case 'message': {
      const uploaded = item.files.filter((file) => file.uploaded).length;
      const files =
        item.files.length === 0 ? '' : ` (${uploaded} of ${item.files.length} files up)`;
      return `${item.content}${files}`;
    }
    case 'edit':
      return item.content;
    case 'delete':
      return item.messageId;
    case 'reaction':
      return `${item.emoji} ${item.on ? 'on' : 'off'}`;
  }
}

function nextTry(notBefore: number | null, now: number): string {
  const waitMs = (notBefore ?? 0) - now;
  return waitMs > 0 ? `in ${Math.ceil(waitMs / SECOND_MS)} s` : 'at once';
}
