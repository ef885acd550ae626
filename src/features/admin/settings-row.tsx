import { useId, useRef, useState, type SubmitEvent } from 'react';
import { toChatError } from '../../core/errors.ts';
import type { Setting } from '../../core/limits-and-times.ts';
import { nameOf } from '../../core/report-words.ts';
import { readSetting, removesMore } from '../../core/setting-rules.ts';
import {
  isLength,
  settingDescription,
  settingTitle,
  settingValueWords,
} from '../../core/setting-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useDeed } from '../../ui/use-deed.ts';
import { useNow } from '../../ui/use-now.ts';
import { SettingsConflict } from './settings-conflict.tsx';
import { SettingsHistory } from './settings-history.tsx';

const MINUTE_MS = 60_000;

interface SettingsRowProps {
  setting: Setting;
  onChanged: (setting: Setting) => void;
}

/**
 * One limit or time, and the change of it. What is typed stays until it is saved or put back; if
 * another admin was faster, both values are shown and one of them is chosen.
 */
export function SettingsRow({ setting, onChanged }: SettingsRowProps) {
  const { key, value, unit, min, max, lastChange } = setting;
  const ask = useAdmin();
  const now = useNow(MINUTE_MS);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [confirms, setConfirms] = useState<number | null>(null);
  /** As another admin left it meanwhile. */
  const [theirs, setTheirs] = useState<Setting | null>(null);
  const [saved, setSaved] = useState(false);
  const { busy, failure, run } = useDeed();
  const text = typed ?? String(value);
  const read = readSetting(text, setting);
  const differs = typed !== null && !('value' in read && read.value === value);
  const words = (count: number): string => settingValueWords(count, setting);

  const note = [
    ...('value' in read && isLength(unit) ? [`= ${words(read.value)}`] : []),
    `${min.toLocaleString('en')} to ${max.toLocaleString('en')}`,
    `Default: ${setting.default.toLocaleString('en')}`,
  ].join(' · ');

  const settle = (next: Setting): void => {
    onChanged(next);
    setTyped(null);
    setTheirs(null);
    setError(null);
  };
  const type = (next: string | null): void => {
    setTyped(next);
    setError(null);
    setSaved(false);
  };
  const send = async (next: number, expected: number): Promise<void> => {
    try {
      settle(await ask((admin) => admin.setSetting(key, next, expected)));
      setSaved(true);
    } catch (thrown) {
      const { code, fields } = toChatError(thrown);
      const why = fields?.['value'];
      if (why !== undefined) setError(why);
      else if (code === 'stale') {
        const all = await ask((admin) => admin.settings());
        setTheirs(all.find((one) => one.key === key) ?? null);
      } else throw thrown;
    }
  };
  const save = (event: SubmitEvent): void => {
    event.preventDefault();
    setSaved(false);
    if ('error' in read) {
      setError(read.error);
      input.current?.focus();
    } else if (removesMore(setting, read.value)) setConfirms(read.value);
    else run(() => send(read.value, value));
  };

  return (
    <li className="grid grid-cols-1 items-start gap-x-8 gap-y-3 p-4 pane:grid-cols-[1fr_24rem]">
      <div className="grid min-w-0 gap-1">
        <label htmlFor={id} className="font-medium">
          {settingTitle(key)}
        </label>
        <p id={`${id}-about`} className="text-meta text-soft wrap-anywhere">
          {settingDescription(setting)}
        </p>
        {lastChange !== null && (
          <p className="text-meta text-soft">
            <bdi>{nameOf(lastChange.by)}</bdi> changed it from {words(lastChange.from)} to{' '}
            {words(lastChange.to)} {timeWords.ago(lastChange.at, now)}
          </p>
        )}
        {lastChange !== null && <SettingsHistory setting={setting} now={now} />}
      </div>
      <form noValidate onSubmit={save} className="grid min-w-0 gap-1.5">
        <div className="flex flex-wrap items-center gap-2">
          <input
            ref={input}
            id={id}
            inputMode="numeric"
            autoComplete="off"
            value={text}
            aria-invalid={error !== null}
            aria-describedby={`${id}-about ${id}-note`}
            onChange={({ target }) => type(target.value)}
            className="h-11 w-28 min-w-0 rounded-control border border-edge bg-canvas px-3 text-base tabular-nums focus-visible:outline-offset-0 aria-invalid:border-danger pane:text-body"
          />
          <span className="text-meta text-soft">{unit}</span>
          {differs && theirs === null && (
            <span className="ml-auto flex gap-2">
              <Button type="submit" look="primary" size="small" aria-disabled={busy}>
                {busy ? 'Saving…' : 'Save'}
                <span className="sr-only"> {settingTitle(key)}</span>
              </Button>
              <Button size="small" onClick={() => type(null)}>
                Cancel
              </Button>
            </span>
          )}
          {!differs && value !== setting.default && (
            <Button
              look="link"
              size="inline"
              className="ml-auto"
              onClick={() => type(String(setting.default))}
            >
              Use the default
            </Button>
          )}
        </div>
        <p
          id={`${id}-note`}
          className={error === null ? 'text-meta text-soft' : 'text-meta text-danger'}
        >
          {error ?? note}
        </p>
        <p role="status" className="text-meta text-soft">
          {saved ? 'Saved.' : ''}
        </p>
        <Failure>{failure}</Failure>
        {theirs !== null && 'value' in read && (
          <SettingsConflict
            theirs={theirs}
            mine={read.value}
            busy={busy}
            onMine={() => {
              if (removesMore(theirs, read.value)) setConfirms(read.value);
              else run(() => send(read.value, theirs.value));
            }}
            onTheirs={() => settle(theirs)}
          />
        )}
      </form>
      {confirms !== null && (
        <ConfirmDialog
          title="Remove what is older?"
          action="Save and remove"
          onConfirm={() => run(() => send(confirms, theirs?.value ?? value))}
          onClose={() => setConfirms(null)}
          onReturnFocus={() => input.current?.focus()}
        >
          <p>
            “{settingTitle(key)}” becomes {words(confirms)}. What is older than that is removed for
            good, for everybody. This cannot be undone.
          </p>
        </ConfirmDialog>
      )}
    </li>
  );
}
