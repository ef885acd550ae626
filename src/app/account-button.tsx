import { clsx } from 'clsx';
import { Suspense, useState, type ComponentProps } from 'react';
import { me } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { Avatar } from '../ui/avatar.tsx';
import { AccountMenu } from './parts.ts';

/** Opens the account menu, whose code is not part of the first load. */
export function AccountButton({ onShortcuts }: { onShortcuts: () => void }) {
  const [opened, setOpened] = useState(false);
  if (!opened) return <AvatarButton onClick={() => setOpened(true)} />;
  return (
    <Suspense fallback={<AvatarButton />}>
      <AccountMenu trigger={<AvatarButton />} onShortcuts={onShortcuts} />
    </Suspense>
  );
}

function AvatarButton({ className, ...rest }: ComponentProps<'button'>) {
  const person = useChat(me);
  return (
    <button
      type="button"
      aria-haspopup="menu"
      aria-expanded={false}
      className={clsx(
        'grid size-11 cursor-pointer place-items-center rounded-full hover:bg-hover',
        className,
      )}
      {...rest}
    >
      <span className="sr-only">Account</span>
      <Avatar name={person?.fullName ?? ''} url={person?.avatarUrl ?? null} size="small" />
    </button>
  );
}
