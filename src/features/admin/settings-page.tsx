import { useState } from 'react';
import type { Setting } from '../../core/limits-and-times.ts';
import { settingGroups } from '../../core/setting-words.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { LinesSkeleton } from './lines-skeleton.tsx';
import { SettingsRow } from './settings-row.tsx';

/** For admins: limits and times of the product. Each is saved on its own, and counts at once. */
export default function SettingsPage() {
  const ask = useAdmin();
  const [answer, again] = useAnswer(() => ask((admin) => admin.settings()), '');
  // As they are since they were asked for, by key.
  const [changed, setChanged] = useState<Readonly<Record<string, Setting>>>({});
  const settings =
    answer.status === 'ready' ? answer.value.map((one) => changed[one.key] ?? one) : null;
  return (
    <PageFrame title="Settings" backHref={null}>
      {answer.status === 'waiting' && <LinesSkeleton label="Loading the settings" />}
      {answer.status === 'failed' && (
        <LoadFailure title="The settings did not load" message={answer.message} onRetry={again} />
      )}
      {settings !== null && (
        <div className="mx-auto grid w-full max-w-240 grid-cols-1 gap-6 p-4 pane:p-5">
          <p className="text-soft">
            Limits and times for everybody. A change counts at once and is in the audit log.
          </p>
          {settingGroups(settings).map((group) => (
            <section key={group.title} aria-label={group.title} className="grid gap-2">
              <h3 className="text-title font-semibold">{group.title}</h3>
              <ul className="divide-y divide-line rounded-bubble border border-line bg-raised">
                {group.settings.map((setting) => (
                  <SettingsRow
                    key={setting.key}
                    setting={setting}
                    onChanged={(next) => setChanged((all) => ({ ...all, [next.key]: next }))}
                  />
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </PageFrame>
  );
}
