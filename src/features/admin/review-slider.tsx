import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useId, useMemo, useSyncExternalStore, type ReactNode } from 'react';
import { momentsOf, placeOf, type Moment } from '../../core/review-moments.ts';
import { FORMER_PARTICIPANT } from '../../core/session-words.ts';
import { momentWords } from '../../lib/moment-words.ts';
import type { ReviewRoom, ReviewTrail } from '../../store/review-room.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';

const nothing: readonly Moment[] = [];

/** Everything that happened to the conversation, as places of the slider. */
function useMoments({ session, messages, changed, events }: ReviewTrail): readonly Moment[] {
  return useMemo(() => {
    if (session === null) return nothing;
    const names = new Map(session.peers.map((peer) => [peer.userId, peer.fullName]));
    return momentsOf(messages, changed, events, {
      kind: session.kind,
      nameOf: (userId) => names.get(userId) ?? FORMER_PARTICIPANT,
      when: momentWords.exact,
    });
  }, [session, messages, changed, events]);
}

/** Moves a conversation under review through its time: what stood there at each moment of it. */
export function ReviewSlider({ room }: { room: ReviewRoom }) {
  const trail = useSyncExternalStore(room.trail.subscribe, room.trail.get);
  const moments = useMoments(trail);
  const id = useId();
  const last = moments.length - 1;
  const place = placeOf(moments, trail.at);
  const words = wordsOf(moments[place], trail.at === null && trail.upToNow);
  const sessionId = trail.session?.id ?? '';

  const go = (to: number): void => {
    const moment = moments[to];
    if (moment === undefined) return;
    room.showAt(to === last ? null : moment.at);
    if (moment.seq !== null) room.actions.jumpTo(sessionId, { seq: moment.seq });
  };
  const goToNow = (): void => {
    room.showAt(null);
    room.actions.jumpTo(sessionId, { latest: true });
  };

  return (
    <div
      role="group"
      aria-label="Moments"
      className="grid shrink-0 gap-1 border-t border-line bg-sunken px-4 pt-2 pb-3 pane:px-5"
    >
      <div className="flex items-center gap-2">
        <label htmlFor={id} className="text-meta font-medium">
          Time
        </label>
        <Step name="Previous change" off={place <= 0} onClick={() => go(place - 1)}>
          <ChevronLeft size={18} aria-hidden="true" />
        </Step>
        <input
          id={id}
          type="range"
          min={0}
          max={Math.max(last, 0)}
          step={1}
          value={Math.max(place, 0)}
          disabled={last < 1}
          aria-valuetext={words}
          onChange={({ target }) => go(Number(target.value))}
          className="h-9 min-w-0 grow cursor-pointer pointer-coarse:h-11"
        />
        <Step name="Next change" off={place >= last} onClick={() => go(place + 1)}>
          <ChevronRight size={18} aria-hidden="true" />
        </Step>
        <Button size="small" aria-disabled={trail.at === null && trail.upToNow} onClick={goToNow}>
          Now
        </Button>
      </div>
      <p className="flex min-h-5 items-center gap-2 text-meta">
        <bdi className="min-w-0 grow truncate">{words}</bdi>
        {trail.loading && <Spinner label="Loading what was changed" />}
      </p>
      <p className="text-meta text-soft">{noteOf(trail)}</p>
    </div>
  );
}

const wordsOf = (moment: Moment | undefined, now: boolean): string =>
  moment === undefined
    ? 'Nothing has happened yet'
    : `${momentWords.exact(moment.at)} – ${moment.words}${now ? ' (latest)' : ''}`;

/** What the slider does not show. */
function noteOf({ error, loading, whole, messages, at }: ReviewTrail): string {
  if (error !== null) return `Not all changes are there yet: ${error}`;
  if (!loading && !whole) {
    return `Covers the ${messages.length} messages that are loaded. Scroll up for earlier ones.`;
  }
  return at === null
    ? 'Move it to see what was said when.'
    : 'As it was then. Reactions are as they are now.';
}

const Step = (props: { name: string; off: boolean; onClick: () => void; children: ReactNode }) => (
  <Button
    look="quiet"
    size="icon"
    aria-label={props.name}
    title={props.name}
    // Stays within reach of the keys at either end.
    aria-disabled={props.off}
    onClick={props.off ? undefined : props.onClick}
  >
    {props.children}
  </Button>
);
