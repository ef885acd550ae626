import { nameOf } from '../../core/report-words.ts';
import type { Setting } from '../../core/limits-and-times.ts';
import { settingValueWords } from '../../core/setting-words.ts';
import { Button } from '../../ui/button.tsx';

/** Another admin changed the same setting meanwhile: both values, and the choice between them. */
export function SettingsConflict(props: {
  theirs: Setting;
  mine: number;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
}) {
  const { theirs, mine, busy } = props;
  const words = (count: number): string => settingValueWords(count, theirs);
  const change = theirs.lastChange;
  return (
    <div role="alert" className="grid gap-2 rounded-control bg-danger-tint p-3 text-meta">
      <p>
        <bdi className="font-medium">{change === null ? 'Somebody' : nameOf(change.by)}</bdi>{' '}
        changed this meanwhile: it is {words(theirs.value)} now. You typed {words(mine)}.
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="small" aria-disabled={busy} onClick={() => !busy && props.onMine()}>
          Save {words(mine)}
        </Button>
        <Button size="small" aria-disabled={busy} onClick={() => !busy && props.onTheirs()}>
          Keep {words(theirs.value)}
        </Button>
      </div>
    </div>
  );
}
