import { Wrench } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { DeveloperTools } from '../../store/developer-tools.ts';

const DeveloperPanel = lazy(() => import('./developer-panel.tsx'));

/** The small button that opens the developer panel; so does Ctrl+Shift+D, which closes it, too. */
export function DeveloperCorner({ tools }: { tools: DeveloperTools }) {
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (!event.ctrlKey || !event.shiftKey || event.key.toLowerCase() !== 'd') return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);

  return (
    <aside aria-label="For developers">
      <button
        type="button"
        aria-label="Developer panel"
        title="Developer panel (Ctrl+Shift+D)"
        aria-expanded={open}
        aria-keyshortcuts="Control+Shift+D"
        onClick={() => setOpen(true)}
        // Above the composer on a phone, below the list elsewhere: where nothing else is to be hit.
        className="fixed bottom-24 left-1 z-30 grid size-7 cursor-pointer place-items-center rounded-full border border-line bg-raised text-soft opacity-70 after:absolute after:-inset-2 hover:opacity-100 focus-visible:opacity-100 pane:bottom-2 pane:left-2"
      >
        <Wrench size={14} aria-hidden="true" />
      </button>
      {open && (
        <Suspense>
          <DeveloperPanel tools={tools} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </aside>
  );
}
