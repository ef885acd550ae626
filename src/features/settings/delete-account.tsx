import { useRef, useState, type SubmitEvent } from 'react';
import { useActions } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { useDeed } from '../../ui/use-deed.ts';

/** The end of an account, for who types its e-mail address. */
export function DeleteAccount({ email }: { email: string }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="grid gap-2">
      <p className="text-soft">
        Everything you said, your files and your profile go for good. Sessions that are open end.
        Others keep their own messages.
      </p>
      <Button look="destructive" className="justify-self-start" onClick={() => setOpen(true)}>
        Delete account
      </Button>
      {open && <DeleteDialog email={email} onClose={() => setOpen(false)} />}
    </div>
  );
}

function DeleteDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const form = useRef<HTMLFormElement>(null);
  const ask = usePeople();
  const { signOut } = useActions();
  const deed = useDeed();
  const erase = (event: SubmitEvent): void => {
    event.preventDefault();
    deed.run(
      () => ask((people) => people.deleteAccount(typed)),
      () => void signOut(),
    );
  };
  return (
    <Dialog
      title="Delete account"
      onClose={onClose}
      first={() => form.current?.querySelector('input') ?? null}
    >
      <form ref={form} onSubmit={erase} className="grid gap-4 overflow-y-auto p-5">
        <p className="wrap-anywhere">
          This cannot be undone. To delete the account, type its e-mail address:{' '}
          <strong className="font-medium">{email}</strong>
        </p>
        <Field
          label="Email"
          type="email"
          autoComplete="off"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Failure>{deed.failure}</Failure>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="destructive" aria-disabled={deed.busy}>
            {deed.busy ? 'Deleting…' : 'Delete for good'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
