import type { AnalyticsFilter } from '../../core/analytics.ts';
import { lastDays } from '../../core/analytics-numbers.ts';
import { sessionKinds } from '../../core/admin-session-address.ts';
import type { AppRole } from '../../core/model.ts';
import { kindWords, roleWords } from '../../core/session-words.ts';
import { Chip } from '../../ui/chip.tsx';
import { Field } from '../../ui/field.tsx';
import { SelectField } from '../../ui/select-field.tsx';

const roles: readonly AppRole[] = ['student', 'mentor', 'buyer', 'supplier', 'admin'];
/** Ranges at a press, in days until today. */
const RANGES = [
  { days: 7, text: '7 days' },
  { days: 30, text: '30 days' },
  { days: 90, text: '90 days' },
  { days: 365, text: 'A year' },
] as const;

/** Which days, of whom and of what. */
export function AnalyticsTools(props: {
  filter: AnalyticsFilter;
  problem: { from?: string; to?: string } | null;
  now: number;
  onChange: (part: Partial<AnalyticsFilter>) => void;
}) {
  const { filter, problem, now, onChange } = props;
  return (
    <div className="grid gap-3">
      <div role="group" aria-label="Range" className="flex flex-wrap gap-1.5">
        {RANGES.map(({ days, text }) => {
          const range = lastDays(days, now);
          return (
            <Chip
              key={days}
              on={range.from === filter.from && range.to === filter.to}
              onClick={() => onChange(range)}
            >
              {text}
            </Chip>
          );
        })}
      </div>
      <div className="grid grid-cols-2 items-start gap-3 wide:grid-cols-4">
        <Field
          label="From"
          type="date"
          value={filter.from}
          error={problem?.from}
          onChange={({ target }) => onChange({ from: target.value })}
        />
        <Field
          label="To"
          type="date"
          value={filter.to}
          error={problem?.to}
          onChange={({ target }) => onChange({ to: target.value })}
        />
        <SelectField
          label="Role"
          value={filter.role ?? ''}
          options={[
            { value: '', text: 'Everybody' },
            ...roles.map((value) => ({ value, text: roleWords[value] })),
          ]}
          onChange={(value) => onChange({ role: roles.find((role) => role === value) ?? null })}
        />
        <SelectField
          label="Kind"
          value={filter.kind ?? ''}
          options={[
            { value: '', text: 'All kinds' },
            ...sessionKinds.map((value) => ({ value, text: kindWords[value] })),
          ]}
          onChange={(value) =>
            onChange({ kind: sessionKinds.find((kind) => kind === value) ?? null })
          }
        />
      </div>
    </div>
  );
}
