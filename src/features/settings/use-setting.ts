import { useState } from 'react';
import { toChatError } from '../../core/errors.ts';
import type { NotificationManager } from '../../store/notification-manager.ts';
import { useNotifications } from '../../store/use-notifications.ts';

export interface Setting {
  /** Why the last change was taken back. */
  readonly failure: string | null;
  /** The same by the database's names of what is wrong; empty where it named nothing. */
  readonly fields: Readonly<Record<string, string>>;
  /** Changes may overlap: each shows at once. Resolves to whether it was taken. */
  readonly change: (work: (manager: NotificationManager) => Promise<void>) => Promise<boolean>;
  /** What was said is of what stood there before. */
  readonly forget: () => void;
}

/** For a part of the notification settings: changes them, and keeps why a change was refused. */
export function useSetting(): Setting {
  const ask = useNotifications();
  const [failure, setFailure] = useState<string | null>(null);
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({});
  const forget = (): void => {
    setFailure(null);
    setFields({});
  };
  return {
    failure,
    fields,
    forget,
    change: async (work) => {
      forget();
      try {
        await ask(work);
        return true;
      } catch (thrown) {
        const error = toChatError(thrown);
        setFailure(error.message);
        setFields(error.fields ?? {});
        return false;
      }
    },
  };
}
