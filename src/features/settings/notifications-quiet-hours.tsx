import { useState, type SubmitEvent } from 'react';
import type { NotificationSettings, SettingsChange } from '../../core/notifications.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Field } from '../../ui/field.tsx';
import { Switch } from '../../ui/switch.tsx';
import { here, TimeZoneField } from './time-zone-field.tsx';
import { useSetting } from './use-setting.ts';

/** What is suggested to whoever switches them on for the first time. */
const NIGHT = { from: '22:00', to: '07:00' } as const;

interface Hours {
  readonly from: string;
  readonly to: string;
  readonly timezone: string | null;
}

const hoursOf = ({ quietFrom, quietTo, timezone }: NotificationSettings): Hours | null =>
  quietFrom === null || quietTo === null ? null : { from: quietFrom, to: quietTo, timezone };

const changeTo = ({ from, to, timezone }: Hours): SettingsChange => ({
  quietFrom: from,
  quietTo: to,
  timezone,
});

/** In which hours there is to be no noise. What is typed stays until it is saved or switched off. */
export function NotificationsQuietHours({ settings }: { settings: NotificationSettings }) {
  const [typed, setTyped] = useState<Hours | null>(null);
  const [last, setLast] = useState<Hours | null>(null);
  const { failure, fields, change, forget } = useSetting();
  const set = hoursOf(settings);
  const shown = typed ?? set;

  const flip = (on: boolean): void => {
    setLast(shown);
    setTyped(null);
    void change((manager) =>
      manager.setSettings(
        on
          ? changeTo(last ?? { ...NIGHT, timezone: settings.timezone ?? here() })
          : { quietFrom: null, quietTo: null },
      ),
    );
  };
  const write = (part: Partial<Hours>): void => {
    if (shown !== null) setTyped({ ...shown, ...part });
    forget();
  };
  const save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (typed === null) return;
    // An emptied field has no time: the database is asked all the same, and says so.
    if (await change((manager) => manager.setSettings(changeTo(typed)))) setTyped(null);
  };
  const isAtField =
    shown !== null && ['quiet_from', 'quiet_to', 'timezone'].some((field) => field in fields);

  return (
    <div className="grid grid-cols-1 gap-4">
      <Switch
        label="Quiet hours"
        hint="No sound, no notification of the browser and no mail then. Urgent announcements come through."
        on={shown !== null}
        onChange={flip}
      />
      {shown !== null && (
        <form
          noValidate
          aria-label="Quiet hours"
          onSubmit={(event) => void save(event)}
          className="grid grid-cols-1 gap-4 rounded-control border border-line p-4"
        >
          <div className="grid grid-cols-2 items-start gap-4">
            <Field
              label="From"
              type="time"
              value={shown.from}
              error={fields['quiet_from']}
              onChange={({ target }) => write({ from: target.value })}
            />
            <Field
              label="To"
              type="time"
              value={shown.to}
              error={fields['quiet_to']}
              onChange={({ target }) => write({ to: target.value })}
            />
          </div>
          <TimeZoneField
            value={shown.timezone}
            none="As in your profile"
            error={fields['timezone']}
            onChange={(timezone) => write({ timezone })}
          />
          <div className="flex flex-wrap gap-2">
            <Button type="submit" look="primary" size="small" aria-disabled={typed === null}>
              Save quiet hours
            </Button>
            {shown.timezone !== here() && (
              <Button look="quiet" size="small" onClick={() => write({ timezone: here() })}>
                Use this device’s time zone
              </Button>
            )}
          </div>
        </form>
      )}
      <Failure>{isAtField ? null : failure}</Failure>
    </div>
  );
}
