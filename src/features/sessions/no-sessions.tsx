import { CircleAlert, MessageCircle } from 'lucide-react';
import { useState } from 'react';
import { toChatError } from '../../core/errors.ts';
import { me } from '../../core/selectors.ts';
import { useActions, useChat } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

/** What stands in place of the list: it failed, or there is nothing in it. */
export default function NoSessions({ onOpen }: { onOpen: (sessionId: string) => void }) {
  const list = useChat((state) => state.list);
  const inMarket = useChat((state) => ['buyer', 'supplier'].includes(me(state)?.role ?? ''));
  const { retryList } = useActions();
  if (list.status === 'error') {
    return (
      <Notice
        alert
        icon={<CircleAlert size={22} />}
        title="Your sessions did not load"
        action={<Button onClick={retryList}>Try again</Button>}
      >
        {list.error?.message}
      </Notice>
    );
  }
  return (
    <Notice
      icon={<MessageCircle size={22} />}
      title={inMarket ? 'No conversations yet' : 'No sessions yet'}
      action={<SupportButton onOpen={onOpen} />}
    >
      {inMarket ? 'They' : 'Your conversations'} will appear here. Is something unclear? We are
      happy to help.
    </Notice>
  );
}

function SupportButton({ onOpen }: { onOpen: (sessionId: string) => void }) {
  const { contactSupport } = useActions();
  const [state, setState] = useState<'idle' | 'busy' | { failed: string }>('idle');

  const contact = async (): Promise<void> => {
    setState('busy');
    try {
      const id = await contactSupport();
      setState('idle');
      onOpen(id);
    } catch (thrown) {
      setState({ failed: toChatError(thrown).message });
    }
  };

  return (
    <>
      <Button look="primary" disabled={state === 'busy'} onClick={() => void contact()}>
        Message support
      </Button>
      <p role="alert" className="min-h-5 text-meta text-danger">
        {typeof state === 'object' ? state.failed : ''}
      </p>
    </>
  );
}
