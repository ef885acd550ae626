import { sessionTitle } from '../../core/selectors.ts';
import type { Timeline } from '../../core/state.ts';
import { useChat } from '../../store/hooks.ts';
import { Card, Cards, Facts, Nothing } from './facts.tsx';

const AHEAD_SHOWN = 8;

/** How far each session is whose messages this tab has, the one used last first. */
export function TimelinesTab() {
  const timelines = useChat((state) => state.timelines);
  const sessions = useChat((state) => state.sessions);
  const openSessionId = useChat((state) => state.openSessionId);
  const entries = Object.entries(timelines).reverse();
  if (entries.length === 0) return <Nothing>No session has been opened.</Nothing>;
  return (
    <Cards>
      {entries.map(([sessionId, timeline]) => {
        const session = sessions[sessionId];
        const title = session === undefined ? sessionId : sessionTitle(session);
        return (
          <Card key={sessionId} title={sessionId === openSessionId ? `${title} (open)` : title}>
            <Facts
              of={{
                Session: sessionId,
                Status: timeline.error?.message ?? timeline.status,
                Messages: loaded(timeline),
                Cursor: timeline.cursor,
                'Known rev': timeline.knownRev,
                Ahead: ahead(timeline.ahead),
              }}
            />
          </Card>
        );
      })}
    </Cards>
  );
}

function loaded({ messages, hasOlder }: Timeline): string {
  const range = `${messages[0]?.seq ?? 0} to ${messages.at(-1)?.seq ?? 0}`;
  return `${messages.length} (${range}${hasOlder ? ', older ones on the server' : ''})`;
}

function ahead(revs: readonly number[]): string {
  if (revs.length === 0) return 'nothing';
  const rest = revs.length - AHEAD_SHOWN;
  return `${revs.slice(0, AHEAD_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
