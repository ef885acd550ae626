import { useEffect, useEffectEvent, useState, type RefObject } from 'react';
import { createPortal } from 'react-dom';

interface DropZoneProps {
  /** Something in the conversation; all of the conversation takes what is dropped or pasted. */
  beside: RefObject<HTMLElement | null>;
  onFiles: (files: readonly File[]) => void;
}

const holdsFiles = (data: DataTransfer | null): data is DataTransfer =>
  data?.types.includes('Files') === true;

/** Takes files that are dropped on the conversation or pasted into it, and shows where they go. */
export function DropZone({ beside, onFiles }: DropZoneProps) {
  const [over, setOver] = useState<Element | null>(null);
  const take = useEffectEvent(onFiles);

  useEffect(() => {
    const zone = beside.current?.closest('section');
    if (zone == null) return;
    const done = new AbortController();
    const listening = { signal: done.signal };
    const inZone = (event: Event): boolean =>
      event.target instanceof Node && zone.contains(event.target);

    // Beside the conversation as well: there the browser would leave the page for the file.
    window.addEventListener(
      'dragover',
      (event) => {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = inZone(event) ? 'copy' : 'none';
        setOver(inZone(event) ? zone : null);
      },
      listening,
    );
    window.addEventListener(
      'dragleave',
      // Only that the pointer left the window has no element that it went to.
      (event) => event.relatedTarget === null && setOver(null),
      listening,
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (!holdsFiles(event.dataTransfer)) return;
        event.preventDefault();
        setOver(null);
        if (inZone(event)) take([...event.dataTransfer.files]);
      },
      listening,
    );
    zone.addEventListener(
      'paste',
      (event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        // Office programs paste a picture of the text beside the text: the text is what was meant.
        const text = event.clipboardData?.types.includes('text/plain') === true;
        if (files.length === 0 || text) return;
        event.preventDefault();
        take(files);
      },
      listening,
    );
    return () => done.abort();
  }, [beside]);

  return over === null
    ? null
    : createPortal(
        <div className="pointer-events-none absolute inset-2 z-30 grid animate-appear place-items-center rounded-bubble border-2 border-dashed border-accent bg-tint/90">
          <p className="text-title font-semibold text-accent">Drop files to attach them</p>
        </div>,
        over,
      );
}
