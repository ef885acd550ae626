import { Field } from '../../ui/field.tsx';
import { Segments } from '../../ui/segments.tsx';

/** Something that happens by itself, or at a time of one's own: a switch between the two, and the time. */
export function AnnouncementTime(props: {
  label: string;
  value: string;
  options: readonly { readonly value: string; readonly text: string }[];
  /** The option that needs a time. */
  timed: string;
  timeLabel: string;
  /** As `inputTime` gives it. */
  time: string;
  min: string;
  error: string | undefined;
  onChange: (value: string) => void;
  onTime: (time: string) => void;
}) {
  const { label, value, options, timed, timeLabel, time, min, error, onChange, onTime } = props;
  return (
    <div className="grid min-w-0 grid-cols-1 content-start gap-1.5">
      <span aria-hidden="true" className="text-meta font-medium">
        {label}
      </span>
      <Segments label={label} value={value} options={options} onChange={onChange} />
      {value === timed && (
        <Field
          label={timeLabel}
          type="datetime-local"
          min={min}
          value={time}
          error={error}
          onChange={({ target }) => onTime(target.value)}
        />
      )}
    </div>
  );
}
