import { useState } from 'react';
import type { Comparison, DeveloperTools } from '../../store/developer-tools.ts';
import { Button } from '../../ui/button.tsx';

const DIFFERENCES_SHOWN = 100;

type Check =
  | { readonly status: 'none' | 'running' }
  | { readonly status: 'done'; readonly comparison: Comparison }
  | { readonly status: 'failed'; readonly reason: string };

/** Compares what this tab has with what the server says if it is asked from scratch. */
export function ConvergenceTab({ checkConvergence }: Pick<DeveloperTools, 'checkConvergence'>) {
  const [check, setCheck] = useState<Check>({ status: 'none' });
  const run = async (): Promise<void> => {
    // The button stays enabled, so that it keeps the focus.
    if (check.status === 'running') return;
    setCheck({ status: 'running' });
    try {
      setCheck({ status: 'done', comparison: await checkConvergence() });
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      setCheck({ status: 'failed', reason });
    }
  };
  return (
    <div className="grid justify-items-start gap-2">
      <p className="text-soft">
        Loads the first page of the list, and every session that is loaded here, once more from the
        server, and compares rows, messages and receipts. Presence is left out.
      </p>
      <Button size="small" aria-disabled={check.status === 'running'} onClick={() => void run()}>
        Check convergence
      </Button>
      <div role="status" className="grid w-full gap-2">
        {check.status === 'running' && <p>Loading afresh …</p>}
        {check.status === 'failed' && <p className="text-danger">{check.reason}</p>}
        {check.status === 'done' && <Result {...check.comparison} />}
      </div>
    </div>
  );
}

function Result({ differences, sessions, timelines, messages }: Comparison) {
  const rest = differences.length - DIFFERENCES_SHOWN;
  return (
    <>
      <p className="font-medium">
        {differences.length === 0
          ? 'The same as a fresh load'
          : `Differs from a fresh load (${differences.length})`}
      </p>
      <ul className="grid gap-1">
        {differences.slice(0, DIFFERENCES_SHOWN).map(({ where, here, there }) => (
          <li key={`${where}: ${here}`} className="wrap-anywhere">
            <bdi className="font-medium">{where}</bdi>:{' '}
            <bdi>{there === null ? here : `${here}, on the server ${there}`}</bdi>
          </li>
        ))}
      </ul>
      {rest > 0 && <p>… and {rest} more.</p>}
      <p className="text-soft">
        Compared: {sessions} rows of the list, {timelines} loaded sessions, {messages} messages.
      </p>
    </>
  );
}
