import { useId } from 'react';
import { Toggle } from './toggle.tsx';

/** Something that is on or off, at once. */
export function Switch(props: {
  label: string;
  hint: string;
  on: boolean;
  /** Not known yet, or on its way. */
  busy?: boolean;
  onChange: (on: boolean) => void;
}) {
  const id = useId();
  const { busy = false, on, onChange } = props;
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0">
        <p id={`${id}-label`} className="font-medium">
          {props.label}
        </p>
        <p id={`${id}-hint`} className="text-meta text-soft">
          {props.hint}
        </p>
      </div>
      <Toggle
        labelledBy={`${id}-label`}
        describedBy={`${id}-hint`}
        on={on}
        busy={busy}
        onChange={onChange}
      />
    </div>
  );
}
