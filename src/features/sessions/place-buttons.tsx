import {
  Archive,
  ArchiveRestore,
  Bell,
  BellOff,
  Clock,
  Pin,
  PinOff,
  type LucideIcon,
} from 'lucide-react';
import type { Session } from '../../core/model.ts';
import { isMuted, type PlaceChange } from '../../core/session-places.ts';
import { thingWord } from '../../core/session-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { OnDemand } from '../../ui/on-demand.tsx';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** When tomorrow begins for who does not want to be disturbed until then, on their clock. */
const MORNING_HOUR = 8;

const tomorrow = (now: number): number => {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, MORNING_HOUR).getTime();
};

const mutes: readonly { text: string; until: (now: number) => number }[] = [
  { text: 'For 1 hour', until: (now) => now + HOUR_MS },
  { text: 'For 8 hours', until: (now) => now + 8 * HOUR_MS },
  { text: 'Until tomorrow', until: tomorrow },
  { text: 'For good', until: () => Infinity },
];

/** “ until Tuesday, 08:00”, or nothing: for good. */
function untilWords(mutedUntil: number, now: number): string {
  if (mutedUntil === Infinity) return '';
  const isToday = timeWords.dayKey(mutedUntil) === timeWords.dayKey(now);
  const day = isToday ? '' : `${timeWords.day(mutedUntil, now)}, `;
  return ` until ${day}${timeWords.clock(mutedUntil)}`;
}

/** Where the person wants to have the session: quiet, on top of the list, or out of the way. */
export function PlaceButtons({ session }: { session: Session }) {
  const { arrangeSession } = useActions();
  const now = useNow(MINUTE_MS);
  const muted = isMuted(session, now);
  const thing = thingWord(session.kind);
  const isPinned = session.pinnedAt !== null;
  const isArchived = session.archivedAt !== null;
  const change = (wanted: PlaceChange) => void arrangeSession(session.id, wanted);
  const until = muted && session.mutedUntil !== null ? untilWords(session.mutedUntil, now) : '';

  return (
    <div className="grid gap-1.5">
      <div role="group" aria-label={`This ${thing}`} className="flex gap-2">
        <OnDemand
          trigger={
            <Button size="small" className="grow gap-1.5 px-2!">
              {muted ? (
                <BellOff size={14} aria-hidden="true" />
              ) : (
                <Bell size={14} aria-hidden="true" />
              )}
              <span>
                {muted ? 'Muted' : 'Mute'}
                <span className="sr-only">{until}</span>
              </span>
            </Button>
          }
        >
          {(trigger) => (
            <Menu trigger={trigger}>
              {muted && (
                <MenuItem icon={<Bell size={16} />} onSelect={() => change({ mutedUntil: null })}>
                  Unmute
                </MenuItem>
              )}
              {mutes.map(({ text, until }) => (
                <MenuItem
                  key={text}
                  icon={<Clock size={16} />}
                  onSelect={() => change({ mutedUntil: until(Date.now()) })}
                >
                  {text}
                </MenuItem>
              ))}
            </Menu>
          )}
        </OnDemand>
        <PlaceButton
          icon={isPinned ? PinOff : Pin}
          text={isPinned ? 'Unpin' : 'Pin'}
          thing={thing}
          onClick={() => change({ pinned: !isPinned })}
        />
        <PlaceButton
          icon={isArchived ? ArchiveRestore : Archive}
          text={isArchived ? 'Unarchive' : 'Archive'}
          thing={thing}
          onClick={() => change({ archived: !isArchived })}
        />
      </div>
      {until !== '' && (
        <p aria-hidden="true" className="text-meta text-soft">
          Muted{until}
        </p>
      )}
    </div>
  );
}

interface PlaceButtonProps {
  icon: LucideIcon;
  /** What is done; said in full it has the `thing` after it that it is done with. */
  text: string;
  thing: string;
  onClick: () => void;
}

const PlaceButton = ({ icon: Icon, text, thing, onClick }: PlaceButtonProps) => (
  <Button size="small" className="grow gap-1.5 px-2!" onClick={onClick}>
    <Icon size={14} aria-hidden="true" className="shrink-0" />
    <span>
      {text}
      <span className="sr-only"> {thing}</span>
    </span>
  </Button>
);
