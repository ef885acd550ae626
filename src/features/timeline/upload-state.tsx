import { RotateCw, X } from 'lucide-react';
import type { OutgoingFile } from '../../core/outgoing.ts';
import type { SendingState } from '../../core/timeline-rows.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';

const PERCENT = 100;

/** How far a file on its way has come, in words and as a bar. */
export function UploadState({ file }: { file: OutgoingFile }) {
  const share = useChat((state) => state.uploads[file.id] ?? null);
  if (file.error !== null) return <span className="text-danger">Not sent</span>;
  if (file.uploaded) return <span className="text-soft">Uploaded</span>;
  if (share === null) return <span className="text-soft">Waiting</span>;
  const percent = Math.round(share * PERCENT);
  return (
    <span className="flex items-center gap-1.5 text-soft tabular-nums">
      <span
        role="progressbar"
        aria-label={`Uploading ${file.name}`}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={PERCENT}
        className="h-1.5 w-12 overflow-hidden rounded-full bg-line"
      >
        <span
          className="block h-full origin-left bg-accent transition-transform rtl:origin-right"
          style={{ transform: `scaleX(${share})` }}
        />
      </span>
      {percent} %
    </span>
  );
}

interface UploadControlsProps {
  file: OutgoingFile;
  messageId: string;
  sending: SendingState | null;
}

/** Takes a file out of its message, or tries it again; nothing once the message is on the wire. */
export function UploadControls({ file, messageId, sending }: UploadControlsProps) {
  const { removeFile, retrySend } = useActions();
  const goesUp = useChat((state) => state.uploads[file.id] !== undefined);
  if (sending === 'sending') return null;
  return (
    <span className="flex shrink-0">
      {file.error !== null && (
        <Button
          look="quiet"
          size="icon"
          aria-label={`Try ${file.name} again`}
          onClick={() => retrySend(messageId)}
        >
          <RotateCw size={16} aria-hidden="true" />
        </Button>
      )}
      <Button
        look="quiet"
        size="icon"
        aria-label={`${goesUp ? 'Cancel' : 'Remove'} ${file.name}`}
        onClick={() => removeFile(messageId, file.id)}
      >
        <X size={16} aria-hidden="true" />
      </Button>
    </span>
  );
}
