import { Flag } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { thingWord } from '../../core/session-words.ts';
import { useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { NotLoaded } from '../../ui/not-loaded.tsx';

const ReportDialog = lazy(() =>
  import('./report-dialog.tsx').then(
    (part) => ({ default: part.ReportDialog }),
    () => ({ default: NotLoaded }),
  ),
);

/** Reports a session as a whole. */
export function ReportSession({ sessionId }: { sessionId: string }) {
  const kind = useChat((state) => state.sessions[sessionId]?.kind);
  const [open, setOpen] = useState(false);
  if (kind === undefined) return null;
  const thing = thingWord(kind);
  return (
    <>
      <Button size="small" className="justify-self-start gap-1.5" onClick={() => setOpen(true)}>
        <Flag size={14} aria-hidden="true" />
        Report this {thing}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <ReportDialog
            title={`Report ${thing}`}
            sessionId={sessionId}
            messageId={null}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}
