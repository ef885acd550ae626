import { useId, useState } from 'react';
import type { Setting } from '../../core/limits-and-times.ts';
import { nameOf } from '../../core/report-words.ts';
import { settingTitle, settingValueWords } from '../../core/setting-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { Answered } from '../../ui/answered.tsx';
import { Button } from '../../ui/button.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

interface SettingsHistoryProps {
  setting: Setting;
  now: number;
}

/** All that a setting was before, asked for when somebody wants to see it. */
export function SettingsHistory({ setting, now }: SettingsHistoryProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <div>
      <Button
        look="link"
        size="inline"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        {open ? 'Hide history' : 'History'}
        <span className="sr-only"> of {settingTitle(setting.key)}</span>
      </Button>
      <div id={id}>{open && <Changes setting={setting} now={now} />}</div>
    </div>
  );
}

function Changes({ setting, now }: SettingsHistoryProps) {
  const { key, lastChange } = setting;
  const ask = useAdmin();
  const [answer, again] = useAnswer(
    () => ask((admin) => admin.settingHistory(key)),
    String(lastChange?.at),
  );
  return (
    <Answered answer={answer} label="Loading the history" onRetry={again}>
      {(changes) => (
        <ol aria-label={`History of ${settingTitle(key)}`} className="mt-2 grid gap-1 text-meta">
          {changes.map((change) => (
            <li key={change.at} className="flex flex-wrap gap-x-2">
              <span className="text-soft">{momentWords.moment(change.at, now)}</span>
              <span>
                {settingValueWords(change.from, setting)} → {settingValueWords(change.to, setting)}
              </span>
              <bdi className="text-soft">{nameOf(change.by)}</bdi>
            </li>
          ))}
        </ol>
      )}
    </Answered>
  );
}
