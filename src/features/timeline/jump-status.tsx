import type { Jump } from '../../core/jump.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';

/** That a jump is still loading, or why it failed. Floats over the log, so that nothing moves. */
export default function JumpStatus({ sessionId, jump }: { sessionId: string; jump: Jump }) {
  const { jumpTo, endJump } = useActions();
  const { id, target, error } = jump;
  return (
    <div className="pointer-events-none absolute inset-x-0 top-9 z-10 flex justify-center px-4">
      {error === null ? (
        <span className="grid size-9 animate-appear-late place-items-center rounded-full border border-line bg-raised text-soft shadow-float">
          <Spinner label="Loading the message" />
        </span>
      ) : (
        <div
          role="alert"
          className="pointer-events-auto flex animate-appear flex-wrap items-center justify-end gap-x-4 gap-y-1 rounded-control border border-line bg-raised px-4 py-2 text-meta shadow-float"
        >
          <span className="grow">{error.message}</span>
          <span className="flex gap-4">
            <Button look="link" size="inline" onClick={() => jumpTo(sessionId, target)}>
              Try again
            </Button>
            <Button look="link" size="inline" onClick={() => endJump(id)}>
              Dismiss
            </Button>
          </span>
        </div>
      )}
    </div>
  );
}
