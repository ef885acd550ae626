import { useEffect, useState } from 'react';
import { me } from '../../core/selectors.ts';
import type { DeveloperTools } from '../../store/developer-tools.ts';
import { useChat } from '../../store/hooks.ts';
import { useNow } from '../../ui/use-now.ts';
import { Facts, yesOrNo } from './facts.tsx';

const COUNT_EVERY_MS = 2_000;

/** How this tab is linked to the server, and which part it plays among the browser's tabs. */
export function ConnectionTab({ countTabs }: Pick<DeveloperTools, 'countTabs'>) {
  const connection = useChat((state) => state.connection);
  const leads = useChat((state) => state.leads);
  const person = useChat(me);
  const trouble = useChat((state) => state.storageTrouble);
  const tabs = useTabCount(countTabs);
  return (
    <Facts
      of={{
        Status: connection.status,
        'Failed attempts': connection.attempts,
        Reason: connection.reason ?? '–',
        Online: yesOrNo(connection.online),
        'This tab leads': yesOrNo(leads),
        'Tabs of this sign-in': tabs ?? 'not known',
        'Signed in as': person === null ? 'nobody' : `${person.email} (${person.role})`,
        'Sign-in': person?.authSessionId ?? '–',
        'Kept on this device': trouble ?? 'yes',
      }}
    />
  );
}

function useTabCount(countTabs: DeveloperTools['countTabs']): number | null {
  const [tabs, setTabs] = useState<number | null>(null);
  const now = useNow(COUNT_EVERY_MS);
  useEffect(() => {
    let wanted = true;
    countTabs().then(
      (count) => wanted && setTabs(count),
      () => wanted && setTabs(null),
    );
    return () => {
      wanted = false;
    };
  }, [countTabs, now]);
  return tabs;
}
