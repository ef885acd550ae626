import type { Peer } from '../../core/model.ts';
import { presenceWords } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

/** “Online”, “Last seen 5 min ago” …, kept true as time passes. */
export function PresenceText({ sessionId, peer }: { sessionId: string; peer: Peer }) {
  const here = useChat((state) => state.here[sessionId]?.includes(peer.userId) ?? false);
  const now = useNow(MINUTE_MS);
  return <span>{presenceWords(peer, here, (at) => timeWords.ago(at, now))}</span>;
}
