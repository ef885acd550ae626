import { useId } from 'react';
import type { NotificationChoice } from '../../core/notification-choices.ts';
import type { Channels, NotificationSettings, NotificationType } from '../../core/notifications.ts';
import { Failure } from '../../ui/failure.tsx';
import { Toggle } from '../../ui/toggle.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { useSetting } from './use-setting.ts';

const channels: readonly { readonly name: keyof Channels; readonly text: string }[] = [
  { name: 'inApp', text: 'In the app' },
  { name: 'browser', text: 'Browser' },
  { name: 'email', text: 'E-mail' },
];

/** Where a row of three switches has room beside its words. */
const WIDE = '(min-width: 720px)';

interface PartProps {
  choices: readonly NotificationChoice[];
  settings: NotificationSettings;
  onChange: (type: NotificationType, change: Partial<Channels>) => void;
}

/** What is told of, and where: a table, or on a phone a list of the same switches. */
export function NotificationsChannels(props: Omit<PartProps, 'onChange'>) {
  const { failure, change } = useSetting();
  const wide = useMedia(WIDE);
  const Part = wide ? ChannelTable : ChannelList;
  return (
    <div className="grid grid-cols-1 gap-2">
      <Part
        {...props}
        onChange={(type, next) => void change((manager) => manager.setChannels(type, next))}
      />
      {!props.settings.email && (
        <p className="text-meta text-soft">No e-mail is sent at all: it is switched off below.</p>
      )}
      <Failure>{failure}</Failure>
    </div>
  );
}

function ChannelTable({ choices, settings, onChange }: PartProps) {
  const id = useId();
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">What you are told of, and where</caption>
      <thead>
        <tr className="border-b border-line text-meta text-soft">
          <th scope="col" className="pb-2 text-start font-medium">
            What
          </th>
          {channels.map(({ name, text }) => (
            <th key={name} id={`${id}-${name}`} scope="col" className="w-22 pb-2 font-medium">
              {text}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {choices.map(({ type, label, hint }) => (
          <tr key={type} className="border-b border-line">
            <th scope="row" className="py-2.5 pe-4 text-start font-normal">
              <span id={`${id}-${type}`} className="block font-medium">
                {label}
              </span>
              <span id={`${id}-${type}-hint`} className="block text-meta text-soft">
                {hint}
              </span>
            </th>
            {channels.map(({ name }) => (
              <td key={name} className="text-center align-middle">
                <Toggle
                  labelledBy={`${id}-${type} ${id}-${name}`}
                  on={settings.channels[type][name]}
                  onChange={(on) => onChange(type, { [name]: on })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ChannelList({ choices, settings, onChange }: PartProps) {
  const id = useId();
  return (
    <ul
      aria-label="What you are told of, and where"
      className="grid grid-cols-1 border-t border-line"
    >
      {choices.map(({ type, label, hint }) => (
        <li key={type} className="grid grid-cols-1 gap-3 border-b border-line py-3">
          <div>
            <p id={`${id}-${type}`} className="font-medium">
              {label}
            </p>
            <p className="text-meta text-soft">{hint}</p>
          </div>
          <div className="grid grid-cols-3 gap-2">
            {channels.map(({ name, text }) => (
              <div key={name} className="grid justify-items-start gap-2.5 pb-2">
                <span id={`${id}-${type}-${name}`} className="text-meta">
                  {text}
                </span>
                <Toggle
                  labelledBy={`${id}-${type} ${id}-${type}-${name}`}
                  on={settings.channels[type][name]}
                  onChange={(on) => onChange(type, { [name]: on })}
                />
              </div>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
