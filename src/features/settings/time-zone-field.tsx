import { useMemo } from 'react';
import { SelectField } from '../../ui/select-field.tsx';

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
export function TimeZoneField({ value, onChange, none = 'Not told', error }: TimeZoneFieldProps) {
  const zones = useMemo(() => {
    const known = new Set([...Intl.supportedValuesOf('timeZone'), here()]);
    if (value !== null) known.add(value);
    return [...known].sort((a, b) => a.localeCompare(b));
  }, [value]);
  return (
    <SelectField
      label="Time zone"
      value={value ?? ''}
      options={[
        { value: '', text: none },
        ...zones.map((zone) => ({
          value: zone,
          text: `${zone.replaceAll('_', ' ')}${zone === here() ? ' (this device)' : ''}`,
        })),
      ]}
      error={error}
      onChange={(zone) => onChange(zone === '' ? null : zone)}
    />
  );
}
