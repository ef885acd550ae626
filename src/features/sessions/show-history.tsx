import type { Peer, Session } from '../../core/model.ts';
import { useLifecycle } from '../../store/use-lifecycle.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useDeed } from '../../ui/use-deed.ts';

/** For founders: lets somebody who joined late see what was said before. Nothing for who sees it all. */
export function ShowHistory({ session, peer }: { session: Session; peer: Peer }) {
  const ask = useLifecycle();
  const [late, again] = useAnswer(
    () => ask((life) => life.lateIn(session.id)),
    `${session.id} ${peer.userId} ${session.lastRev}`,
  );
  const { busy, failure, run } = useDeed();
  if (late.status !== 'ready' || !late.value.includes(peer.userId)) return null;
  return (
    <div className="grid justify-items-start gap-1 pt-1">
      <Button
        size="small"
        aria-disabled={busy}
        aria-label={`Show earlier messages to ${peer.fullName}`}
        onClick={() => run(() => ask((life) => life.showHistory(session.id, peer.userId)), again)}
      >
        Show earlier messages
      </Button>
      <Failure>{failure}</Failure>
    </div>
  );
}
