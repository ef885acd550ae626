import { clsx } from 'clsx';
import { banner, type Banner } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';

const OFFLINE = 'Offline – messages will be sent when you are back';

const words: Readonly<Record<Banner, string>> = {
  connecting: 'Connecting…',
  offline: OFFLINE,
  trouble: OFFLINE,
  refused: 'The chat is open on too many of your devices.',
  suspended: 'Your account is suspended.',
  reconnected: 'Reconnected',
};

const dots: Readonly<Record<Banner, string>> = {
  connecting: 'bg-away',
  offline: 'bg-away',
  trouble: 'bg-danger',
  refused: 'bg-danger',
  suspended: 'bg-danger',
  reconnected: 'bg-online',
};

/** Says how the link is whenever it is not simply live. Floats, so that nothing moves for it. */
export function ConnectionStatus() {
  const state = useChat(banner);
  const reason = useChat((chat) => chat.connection.reason);
  const { reconnect } = useActions();
  return (
    <div
      role="status"
      aria-label="Connection"
      className="pointer-events-none fixed inset-x-0 top-[calc(env(safe-area-inset-top)+7.25rem)] z-30 flex justify-center px-4"
    >
      {state !== null && (
        <div
          key={state}
          className={clsx(
            // What lies under it stays within reach; only its own button takes clicks.
            'flex max-w-full [&_button]:pointer-events-auto items-center gap-2.5 rounded-bubble border border-line bg-raised px-3.5 py-1.5 text-meta shadow-float',
            // A quick start should not flash a message.
            state === 'connecting' ? 'animate-appear-late' : 'animate-appear',
          )}
        >
          <span aria-hidden="true" className={clsx('size-2 shrink-0 rounded-full', dots[state])} />
          <span>{state === 'refused' ? (reason ?? words.refused) : words[state]}</span>
          {state === 'trouble' && (
            <Button look="link" size="inline" onClick={() => reconnect(false)}>
              Retry now
            </Button>
          )}
          {state === 'refused' && (
            <Button look="link" size="inline" onClick={() => reconnect(true)}>
              Use here instead
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
