import { useEffect, useState } from 'react';
import { toChatError } from '../../core/errors.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/switch.tsx';

/**
 * Whether others see what the person has read. The server alone knows; what it said last stays on
 * screen while it is asked again.
 */
export function ReadReceipts() {
  const { readReceipts, setReadReceipts } = useActions();
  const [on, setOn] = useState<boolean | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [wanted, setWanted] = useState<boolean | null>(null);

  const settle = (answer: Promise<boolean>): Promise<void> =>
    answer.then(setOn, (thrown: unknown) => setFailure(toChatError(thrown).message));

  useEffect(() => {
    readReceipts().then(setOn, (thrown: unknown) => setFailure(toChatError(thrown).message));
  }, [readReceipts]);

  const retry = (): void => {
    setFailure(null);
    void settle(readReceipts());
  };

  const change = (next: boolean): void => {
    setFailure(null);
    setWanted(next);
    void settle(setReadReceipts(next)).then(() => setWanted(null));
  };

  return (
    <div className="grid gap-1">
      <Switch
        label="Read receipts"
        hint="Others see what you have read, and you see what they have. Switched off, neither."
        on={wanted ?? on ?? false}
        busy={on === null || wanted !== null}
        onChange={change}
      />
      <p role="alert" className="min-h-5 text-meta text-danger">
        {failure}
        {failure !== null && on === null && (
          <Button look="link" size="inline" className="ml-2" onClick={retry}>
            Try again
          </Button>
        )}
      </p>
    </div>
  );
}
