import { useId, useMemo } from 'react';

/** Of this device. */
export const here = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

interface TimeZoneFieldProps {
  /** IANA name; null for not told. */
  value: string | null;
  onChange: (timeZone: string | null) => void;
  /** What is chosen by choosing none. */
  none?: string;
  error?: string | undefined;
}

/** A time zone; by default where the person is, so that others see what time it is for them. */
export function TimeZoneField(props: TimeZoneFieldProps) {
  const { value, onChange, none = 'Not told', error } = props;
  const id = useId();
  const zones = useMemo(() => {
    const known = new Set([...Intl.supportedValuesOf('timeZone'), here()]);
    if (value !== null) known.add(value);
    return [...known].sort((a, b) => a.localeCompare(b));
  }, [value]);
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-meta font-medium">
        Time zone
      </label>
      <select
        id={id}
        value={value ?? ''}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-note`}
        onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
        className="h-11 w-full min-w-0 rounded-control border border-edge bg-raised px-2 text-base aria-invalid:border-danger pane:text-body"
      >
        <option value="">{none}</option>
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll('_', ' ')}
            {zone === here() ? ' (this device)' : ''}
          </option>
        ))}
      </select>
      {error !== undefined && (
        <p id={`${id}-note`} className="text-meta text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
