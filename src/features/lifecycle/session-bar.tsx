import { Suspense } from 'react';
import { isFounder } from '../../core/session-end.ts';
import { me } from '../../core/selectors.ts';
import { useChat } from '../../store/hooks.ts';
import { BarContent } from './parts.ts';

/**
 * What is up with a session and what can be done about it, above its messages. Mentoring has it from
 * request to rating, so that nothing moves with its steps; other conversations have it for whoever
 * joined them.
 */
export function SessionBar({ sessionId }: { sessionId: string }) {
  const session = useChat((state) => state.sessions[sessionId]);
  const person = useChat(me);
  if (session === undefined || person === null) return null;
  if (session.kind !== 'mentoring' && isFounder(session, person.id)) return null;
  return (
    <section
      aria-label="Session"
      className="relative z-10 h-13 shrink-0 border-b border-line bg-raised"
    >
      <Suspense fallback={null}>
        <BarContent session={session} person={person} />
      </Suspense>
    </section>
  );
}
