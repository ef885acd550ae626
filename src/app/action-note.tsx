import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useActions, useChat } from '../store/hooks.ts';
import { Button } from '../ui/button.tsx';

/** Long enough to read two sentences twice. */
const SHOWN_MS = 9_000;

/** What became of something that a person did, where nothing else on screen says it. */
export function ActionNote() {
  const note = useChat((state) => state.note);
  const { dismissNote } = useActions();
  useEffect(() => {
    if (note === null) return undefined;
    const timer = setTimeout(dismissNote, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [note, dismissNote]);
  return (
    <div
      role="status"
      aria-label="Note"
      className="pointer-events-none fixed inset-x-2 top-29 z-30 flex justify-center"
    >
      {note !== null && (
        <div className="pointer-events-auto flex max-w-110 animate-appear items-center gap-2 rounded-bubble border border-line bg-raised py-1.5 pr-1.5 pl-4 shadow-float">
          <p className="wrap-anywhere">{note}</p>
          <Button look="quiet" size="icon" aria-label="Dismiss" onClick={dismissNote}>
            <X size={16} aria-hidden="true" />
          </Button>
        </div>
      )}
    </div>
  );
}
