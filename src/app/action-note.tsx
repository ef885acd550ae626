import { Suspense } from 'react';
import { useChat } from '../store/hooks.ts';
import { NoteCard } from './parts.ts';

/** What became of something that a person did, where nothing else on screen says it. */
export function ActionNote() {
  const note = useChat((state) => state.note);
  return (
    <div
      role="status"
      aria-label="Note"
      className="pointer-events-none fixed inset-x-2 top-29 z-30 flex justify-center"
    >
      {note !== null && (
        <Suspense fallback={note}>
          <NoteCard note={note} />
        </Suspense>
      )}
    </div>
  );
}
