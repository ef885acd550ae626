import { useId } from 'react';
import type { NotificationSettings } from '../../core/notifications.ts';
import { Failure } from '../../ui/failure.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useSetting } from './use-setting.ts';

/** In minutes; the database takes any from the first to the last. */
const delays: ReadonlyMap<number, string> = new Map([
  [5, '5 minutes'],
  [15, '15 minutes'],
  [30, '30 minutes'],
  [60, '1 hour'],
  [120, '2 hours'],
  [240, '4 hours'],
  [480, '8 hours'],
  [1_440, '24 hours'],
]);

/** Whether what stays unread is mailed, and after how long. */
export function NotificationsMail({ settings }: { settings: NotificationSettings }) {
  const id = useId();
  const { failure, change } = useSetting();
  const { email, digestMinutes } = settings;
  const all = new Map(delays);
  // Set by other means than this page.
  if (!all.has(digestMinutes)) all.set(digestMinutes, `${digestMinutes} minutes`);
  return (
    <div className="grid grid-cols-1 gap-4">
      <Switch
        label="E-mail"
        hint="A summary of what you have not read, in one mail."
        on={email}
        onChange={(next) => void change((manager) => manager.setSettings({ email: next }))}
      />
      {email && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1.5">
          <label htmlFor={id} className="text-meta font-medium">
            Mail what stays unread for
          </label>
          <select
            id={id}
            value={digestMinutes}
            onChange={({ target }) => {
              const minutes = Number(target.value);
              void change((manager) => manager.setSettings({ digestMinutes: minutes }));
            }}
            className="h-11 w-40 rounded-control border border-edge bg-raised px-2 text-base pane:text-body"
          >
            {[...all]
              .sort(([a], [b]) => a - b)
              .map(([minutes, text]) => (
                <option key={minutes} value={minutes}>
                  {text}
                </option>
              ))}
          </select>
        </div>
      )}
      <Failure>{failure}</Failure>
    </div>
  );
}
