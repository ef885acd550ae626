import { BellRing } from 'lucide-react';
import { useEffect, useState } from 'react';
import { me } from '../../core/selectors.ts';
import { browserPermission } from '../../lib/browser-notifications.ts';
import { deviceStorage } from '../../lib/device-storage.ts';
import { useChatStore } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { useBrowserPermission } from '../../ui/use-browser-permission.ts';

/** On this device, for whoever uses it: the browser asks about the site, not about a person. */
const ASKED_KEY = 'chat.notifications-offered';

const wasOffered = (): boolean => {
  try {
    return deviceStorage.getItem(ASKED_KEY) !== null;
  } catch {
    // Where nothing can be remembered, it would come back with every visit.
    return true;
  }
};

const remember = (): void => {
  try {
    deviceStorage.setItem(ASKED_KEY, 'yes');
  } catch {
    // Full: it may be offered once more.
  }
};

/**
 * Offers notifications of the system once the person has written something: then an answer is worth
 * being told of. Whatever they say, it is not offered on this device again.
 */
export function AskPermission() {
  const store = useChatStore();
  const { permission, ask } = useBrowserPermission();
  const [due, setDue] = useState(false);
  useEffect(
    () =>
      store.onEvent((event, state) => {
        if (event.type !== 'outbox/accepted' || !state.leads) return;
        const mine = event.message.senderId === me(state)?.id;
        if (mine && browserPermission() === 'undecided' && !wasOffered()) setDue(true);
      }),
    [store],
  );
  if (!due || permission !== 'undecided') return null;
  const close = (): void => {
    remember();
    setDue(false);
  };
  return (
    <section
      aria-label="Allow notifications"
      // Where there are details beside the conversation, at their end: it stays until it is answered.
      className="pointer-events-auto wide:fixed wide:right-3 wide:bottom-3 wide:w-74 flex animate-appear items-start gap-3 rounded-bubble border border-line bg-raised p-3 shadow-float"
    >
      <span
        aria-hidden="true"
        className="mt-0.5 grid size-8 shrink-0 place-items-center rounded-full bg-tint text-accent"
      >
        <BellRing size={16} />
      </span>
      <div className="min-w-0 grow">
        <p className="font-semibold">Hear of the answer?</p>
        <p className="text-meta text-soft">
          This browser can tell you of new messages while the chat is out of sight.
        </p>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button
            look="primary"
            size="small"
            onClick={() => {
              close();
              void ask();
            }}
          >
            Allow notifications
          </Button>
          <Button look="quiet" size="small" onClick={close}>
            Not now
          </Button>
        </div>
      </div>
    </section>
  );
}
