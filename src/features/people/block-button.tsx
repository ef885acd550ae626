import { Ban } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Profile } from '../../core/people.ts';
import { usePeople } from '../../store/use-people.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';

/** Ends all contact with somebody, after asking, or takes that back at once. */
export function BlockButton({
  person,
  onDone,
}: {
  person: Profile;
  onDone: (on: boolean) => void;
}) {
  const ask = usePeople();
  const deed = useDeed();
  const [asks, setAsks] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { id, fullName, blockedByMe } = person;
  const set = (on: boolean): void =>
    deed.run(
      () => ask((people) => people.setBlock(id, on)),
      () => onDone(on),
    );
  return (
    <div className="grid gap-1.5">
      {blockedByMe && (
        <p className="text-meta text-soft">
          You blocked this person: you cannot write to each other.
        </p>
      )}
      <Button
        ref={button}
        size="small"
        className="gap-1.5 justify-self-start"
        aria-disabled={deed.busy}
        onClick={() => (blockedByMe ? set(false) : setAsks(true))}
      >
        <Ban size={14} aria-hidden="true" />
        {blockedByMe ? 'Unblock' : 'Block'}
      </Button>
      <Failure>{deed.failure}</Failure>
      {asks && (
        <ConfirmDialog
          title={`Block ${fullName}?`}
          action="Block"
          onClose={() => setAsks(false)}
          onReturnFocus={() => button.current?.focus()}
          onConfirm={() => {
            setAsks(false);
            set(true);
          }}
        >
          <p>
            You cannot write to each other any more, and you are not in each other’s lists. What was
            said stays. They are not told.
          </p>
        </ConfirmDialog>
      )}
    </div>
  );
}
