import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useActions } from '../store/hooks.ts';
import { Button } from '../ui/button.tsx';

/** Long enough to read two sentences twice. */
const SHOWN_MS = 9_000;

/** A note that goes by itself, or is put away. */
export default function NoteCard({ note }: { note: string }) {
  const { dismissNote } = useActions();
  useEffect(() => {
    const timer = setTimeout(dismissNote, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [note, dismissNote]);
  return (
    <div className="pointer-events-auto flex max-w-110 animate-appear items-center gap-2 rounded-bubble border border-line bg-raised py-1.5 pr-1.5 pl-4 shadow-float">
      <p className="wrap-anywhere">{note}</p>
      <Button look="quiet" size="icon" aria-label="Dismiss" onClick={dismissNote}>
        <X size={16} aria-hidden="true" />
      </Button>
    </div>
  );
}
