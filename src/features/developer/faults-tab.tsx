import { useCallback, useEffect, useState } from 'react';
import type { StackFault, StackFaults } from '../../store/developer-tools.ts';
import { Button } from '../../ui/button.tsx';
import { Nothing } from './facts.tsx';
import { faultGroups } from './fault-buttons.ts';

interface FaultsState {
  readonly active: readonly StackFault[];
  /** What is under way, what was done last, or why it could not be done. */
  readonly said: string;
  readonly busy: boolean;
}

/** Breaks the local stack on purpose, for every client of it. */
export function FaultsTab({ faults }: { faults: StackFaults }) {
  const [{ active, said, busy }, run] = useFaults(faults);
  return (
    <div className="grid gap-3">
      <p role="status" className="min-h-5">
        {said}
      </p>
      {faultGroups.map(({ title, buttons }) => (
        <section key={title} aria-label={title} className="grid gap-1.5">
          <h3 className="font-medium">{title}</h3>
          <div className="flex flex-wrap gap-2">
            {buttons.map(({ label, fault }) => (
              <Button
                key={label}
                size="small"
                aria-disabled={busy}
                onClick={() => run(label, () => faults.add(fault))}
              >
                {label}
              </Button>
            ))}
          </div>
        </section>
      ))}
      <section aria-label="Active faults" className="grid gap-1.5">
        <div className="flex flex-wrap items-center gap-2">
          <h3 className="grow font-medium">Active until cleared or used up</h3>
          <Button
            size="small"
            aria-disabled={busy}
            onClick={() => run('Refresh', () => Promise.resolve())}
          >
            Refresh
          </Button>
          <Button size="small" aria-disabled={busy} onClick={() => run('Clear all', faults.clear)}>
            Clear all
          </Button>
        </div>
        {active.length === 0 ? (
          <Nothing>None.</Nothing>
        ) : (
          <ul className="grid gap-1">
            {active.map((fault) => (
              <li key={fault['id'] ?? fault.kind}>{faultWords(fault)}</li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

const faultWords = ({ kind, id: _id, ...fields }: StackFault): string =>
  [kind, ...Object.entries(fields).map(([name, value]) => `${name} ${value}`)].join(', ');

function useFaults(
  faults: StackFaults,
): [FaultsState, (label: string, work: () => Promise<void>) => void] {
  const [state, setState] = useState<FaultsState>({ active: [], said: '', busy: false });
  /** Shows what is active once `work` is done, and says how it ended. */
  const follow = useCallback(
    (work: Promise<void>, done: string) => {
      work
        .then(() => faults.list())
        .then((active) => setState({ active, said: done, busy: false }))
        .catch((thrown: unknown) => {
          const said = thrown instanceof Error ? thrown.message : String(thrown);
          setState((before) => ({ ...before, said, busy: false }));
        });
    },
    [faults],
  );
  useEffect(() => follow(Promise.resolve(), ''), [follow]);
  const run = (label: string, work: () => Promise<void>): void => {
    // The button stays enabled, so that it keeps the focus.
    if (state.busy) return;
    setState((before) => ({ ...before, said: `${label} …`, busy: true }));
    follow(work(), `${label}: done`);
  };
  return [state, run];
}
