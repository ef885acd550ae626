import { useState, useSyncExternalStore } from 'react';
import { EVENTS_KEPT, filterLog } from '../../core/event-log.ts';
import type { RunningLog } from '../../store/developer-tools.ts';
import { Button } from '../../ui/button.tsx';
import { Nothing } from './facts.tsx';

const time = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** What has happened in this tab, newest first. */
export function EventsTab({ log }: { log: RunningLog }) {
  const { events, paused, missed } = useSyncExternalStore(log.subscribe, log.get);
  const [filter, setFilter] = useState('');
  const found = filterLog(events, filter);
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <input
          type="search"
          aria-label="Filter events"
          placeholder="Filter"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="h-8 min-w-0 grow rounded-control border border-edge bg-raised px-2.5 placeholder:text-soft pointer-coarse:h-10"
        />
        <Button size="small" aria-pressed={paused} onClick={() => log.pause(!paused)}>
          {paused ? 'Resume' : 'Pause'}
        </Button>
        <Button size="small" onClick={log.clear}>
          Clear
        </Button>
      </div>
      <p className="text-soft">
        {found.length} of the last {events.length} (at most {EVENTS_KEPT}), newest first
        {paused && `; paused, ${missed} went by`}
      </p>
      {found.length === 0 ? (
        <Nothing>No event to show.</Nothing>
      ) : (
        <ol className="grid gap-1" aria-label="Events">
          {found.toReversed().map(({ id, at, type, payload }) => (
            <li key={id} className="grid grid-cols-[auto_1fr] gap-x-3 border-t border-line pt-1">
              <time className="text-soft tabular-nums">{time.format(at)}</time>
              <span className="min-w-0 wrap-anywhere">
                <span className="font-medium">{type}</span>{' '}
                <bdi className="text-soft">{payload}</bdi>
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
