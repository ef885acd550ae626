import { useState } from 'react';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';

interface FailedMessageProps {
  id: string;
  content: string;
  /** Why it was not sent, as a sentence. */
  reason: string | null;
  /** True where trying again cannot succeed. */
  final?: boolean;
}

/** Why a message was not sent, and what can be done with it. Its text is never lost silently. */
export function FailedMessage({ id, content, reason, final = false }: FailedMessageProps) {
  const { retrySend, discard } = useActions();
  const [copied, setCopied] = useState<'Copy' | 'Copied' | 'Select it to copy'>('Copy');

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(content);
      setCopied('Copied');
    } catch {
      // No permission, or no secure context: the text is on screen to be selected.
      setCopied('Select it to copy');
    }
  };

  return (
    <div className="flex max-w-full flex-wrap items-center justify-end gap-x-4 gap-y-1 px-1 pb-1 text-meta">
      {reason !== null && <span className="text-danger">{reason}</span>}
      {!final && (
        <Button look="link" size="inline" onClick={() => retrySend(id)}>
          Try again
        </Button>
      )}
      <Button look="link" size="inline" onClick={() => void copy()}>
        {copied}
      </Button>
      <Button look="danger" size="inline" onClick={() => discard(id)}>
        Discard
      </Button>
    </div>
  );
}
