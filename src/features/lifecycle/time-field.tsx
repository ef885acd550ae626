import { useChat } from '../../store/hooks.ts';
import { fromInputTime, inputTime, momentWords } from '../../lib/moment-words.ts';
import { Field } from '../../ui/field.tsx';
import { useNow } from '../../ui/use-now.ts';
import { useSettled } from '../../ui/use-settled.ts';
import { overlapName, useOverlaps } from './use-overlaps.ts';

const MINUTE_MS = 60_000;
/** After the last change, before the server is asked what else is planned then, in milliseconds. */
const SETTLED_MS = 300;
/** Of a time zone's name, what people call it. */
const zoneName = (zone: string): string => zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;

export interface TimePeer {
  readonly id: string;
  readonly fullName: string;
  readonly timezone: string | null;
}

/**
 * A time in the person's own zone, with what it is for the other one, and a warning where something
 * else of the person's own is planned for about then.
 */
export function TimeField(props: {
  label: string;
  /** As `inputTime` gives it. */
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  peer: TimePeer | null;
  /** The session that is moved. */
  exceptId?: string;
}) {
  const { label, value, onChange, error, peer, exceptId = null } = props;
  const now = useNow(MINUTE_MS) + useChat((state) => state.serverAheadMs);
  const at = fromInputTime(useSettled(value, SETTLED_MS));
  const overlaps = useOverlaps(at, peer?.id ?? null, exceptId);
  const theirs =
    at === null || error !== undefined || peer?.timezone == null
      ? null
      : momentWords.momentIn(at, peer.timezone);

  return (
    <div className="grid gap-1.5">
      <Field
        label={label}
        type="datetime-local"
        min={inputTime(now)}
        value={value}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      />
      <div role="status" className="grid gap-1.5 text-meta">
        {theirs !== null && peer?.timezone != null && (
          <p className="text-soft">
            {theirs} for <bdi>{peer.fullName}</bdi> ({zoneName(peer.timezone)})
          </p>
        )}
        {overlaps.map((overlap) => (
          <p key={overlap.sessionId} className="rounded-control bg-tint px-3 py-1.5">
            You have <bdi>{overlapName(overlap)}</bdi> at about the same time:{' '}
            {momentWords.moment(overlap.scheduledAt, now)}.
          </p>
        ))}
      </div>
    </div>
  );
}
