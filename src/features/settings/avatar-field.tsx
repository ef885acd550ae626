import { useRef } from 'react';
import { me } from '../../core/selectors.ts';
import { useChat } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { prepareAvatar } from './prepare-avatar.ts';

/** The person's picture: chosen, it is made small and shown to everybody at once. */
export function AvatarField() {
  const person = useChat(me);
  const ask = usePeople();
  const deed = useDeed();
  const input = useRef<HTMLInputElement>(null);
  if (person === null) return null;
  const save = (file: File | null): void =>
    deed.run(async () => {
      const picture = file === null ? null : await prepareAvatar(file);
      await ask((people) => people.saveAvatar(picture));
    });
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-4">
        <Avatar name={person.fullName} url={person.avatarUrl} size="large" />
        <div className="flex flex-wrap gap-2">
          <input
            ref={input}
            type="file"
            accept=".png,.jpg,.jpeg,.webp,.gif"
            aria-label="Picture file"
            tabIndex={-1}
            className="sr-only"
            onChange={({ target }) => {
              const file = target.files?.[0] ?? null;
              // The same file can be chosen once more after a failure.
              target.value = '';
              if (file !== null) save(file);
            }}
          />
          <Button
            size="small"
            aria-disabled={deed.busy}
            onClick={() => !deed.busy && input.current?.click()}
          >
            {deed.busy ? 'Saving…' : 'Choose picture'}
          </Button>
          {person.avatarUrl !== null && (
            <Button size="small" aria-disabled={deed.busy} onClick={() => save(null)}>
              Remove picture
            </Button>
          )}
        </div>
      </div>
      <Failure>{deed.failure}</Failure>
    </div>
  );
}
