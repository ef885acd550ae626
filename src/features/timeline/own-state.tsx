import { deliveryState } from '../../core/selectors.ts';
import type { OutgoingChange } from '../../core/outgoing.ts';
import type { SendingState } from '../../core/timeline-rows.ts';
import { useChat } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';

const SECOND_MS = 1_000;

interface OwnStateProps {
  sessionId: string;
  seq: number | null;
  sending: SendingState | null;
  notBefore: number | null;
  /** On their way to the message. */
  changes: readonly OutgoingChange[];
}

/** What became of one's own message. Listens by itself: a receipt redraws these words only. */
export function OwnState({ sessionId, seq, sending, notBefore, changes }: OwnStateProps) {
  const delivery = useChat((state) =>
    seq === null ? null : deliveryState(state.sessions[sessionId]?.peers ?? [], seq),
  );
  if (sending === 'failed') return <span className="font-medium text-danger">Not sent</span>;
  if (sending === 'paused') return <span>Waiting – sign in again to send</span>;
  // Not stored yet: too early to promise anything. The line keeps its height.
  if (sending === 'unsaved') return <span>&nbsp;</span>;
  if (delivery === null) {
    return <span>Sending{notBefore !== null && <Countdown until={notBefore} />}</span>;
  }
  // A reaction shows at once; that it is on its way is nobody's concern while it is.
  const change = changes.find((one) => one.kind !== 'reaction' && one.status !== 'failed');
  if (change?.status === 'paused') return <span>Waiting – sign in again to save</span>;
  if (change !== undefined) {
    return (
      <span>
        {change.kind === 'edit' ? 'Saving' : 'Deleting'}
        {change.notBefore !== null && <Countdown until={change.notBefore} />}
      </span>
    );
  }
  return <span className={delivery === 'Read' ? 'text-accent' : undefined}>{delivery}</span>;
}

/** Seconds until a held-back message is tried again. */
function Countdown({ until }: { until: number }) {
  const now = useNow(SECOND_MS);
  const seconds = Math.ceil((until - now) / SECOND_MS);
  return seconds > 0 ? <span className="tabular-nums"> in {seconds} s</span> : null;
}
