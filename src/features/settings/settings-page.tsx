import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { PresenceChoice } from '../../core/model.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Choice } from '../../ui/choice.tsx';
import { ReadReceipts } from './read-receipts.tsx';

const choices: readonly { value: PresenceChoice; text: string; hint: string }[] = [
  {
    value: 'online',
    text: 'Online',
    hint: 'While you use the chat; away after five minutes without doing anything.',
  },
  { value: 'away', text: 'Away', hint: 'Until you change it.' },
  { value: 'busy', text: 'Busy', hint: 'Until you change it. Messages still arrive.' },
];

/** What people set for themselves. `children` are settings of the app that this part knows nothing of. */
export function SettingsPage({ backHref, children }: { backHref: string; children: ReactNode }) {
  const presence = useChat((state) => state.presence);
  const { choosePresence } = useActions();
  return (
    <section aria-label="Settings" className="flex min-h-0 min-w-0 grow flex-col">
      <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line pr-2 pl-5 max-pane:pl-1">
        <Link
          href={backHref}
          aria-label="Back to sessions"
          className="grid size-11 shrink-0 place-items-center rounded-control hover:bg-hover pane:hidden"
        >
          <ArrowLeft size={20} aria-hidden="true" />
        </Link>
        <h2 className="text-title font-semibold">Settings</h2>
      </header>
      <div className="min-h-0 grow overflow-y-auto overscroll-contain scroll-quiet safe-bottom">
        <div className="mx-auto grid w-full max-w-160 gap-8 p-5">
          <Choice label="Presence" value={presence} options={choices} onChange={choosePresence} />
          <ReadReceipts />
          {children}
        </div>
      </div>
    </section>
  );
}
