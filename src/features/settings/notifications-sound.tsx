import type { NotificationSettings } from '../../core/notifications.ts';
import { Failure } from '../../ui/failure.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useSetting } from './use-setting.ts';

/** Whether there is a sound, and when. */
export function NotificationsSound({ settings }: { settings: NotificationSettings }) {
  const { failure, change } = useSetting();
  const { sound, soundAtNight } = settings;
  return (
    <div className="grid grid-cols-1 gap-4">
      <Switch
        label="Sound"
        hint="A short one for what is new, in one tab only."
        on={sound}
        onChange={(on) => void change((manager) => manager.setSettings({ sound: on }))}
      />
      {sound && (
        <Switch
          label="Sound at night"
          hint="Also in your quiet hours, or from 22:00 to 07:00 if you have none."
          on={soundAtNight}
          onChange={(on) => void change((manager) => manager.setSettings({ soundAtNight: on }))}
        />
      )}
      <Failure>{failure}</Failure>
    </div>
  );
}
