import { auditActions, auditActionWords } from '../../core/audit-words.ts';
import type { AuditFilter } from '../../core/audit.ts';
import { isId } from '../../lib/is-id.ts';
import { Field } from '../../ui/field.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { PersonField } from './person-field.tsx';
import { useTyped } from './use-typed.ts';

interface AuditFiltersProps {
  filter: AuditFilter;
  onChange: (part: Partial<AuditFilter>) => void;
}

/** What lines of the log can be asked for by; it counts at once. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const session = useTyped(filter.sessionId ?? '', (text) => {
    const id = text.trim();
    if (id === '' || isId(id)) onChange({ sessionId: id === '' ? null : id });
  });
  const { action } = filter;
  // An address may ask for what this version has no words for.
  const known = action === null || auditActions.includes(action) ? [] : [action];
  const options = [
    { value: '', text: 'Anything' },
    ...[...auditActions, ...known].map((one) => ({ value: one, text: auditActionWords(one) })),
  ];
  const typed = session.text.trim();
  return (
    <div className="grid grid-cols-1 items-start gap-4 pane:grid-cols-3 wide:grid-cols-6">
      <SelectField
        label="What was done"
        value={action ?? ''}
        options={options}
        onChange={(next) => onChange({ action: next === '' ? null : next })}
      />
      <PersonField
        label="By whom"
        personId={filter.actorId}
        onChange={(actorId) => onChange({ actorId })}
      />
      <PersonField
        label="To whom"
        personId={filter.subjectId}
        onChange={(subjectId) => onChange({ subjectId })}
      />
      <Field
        label="Session"
        autoComplete="off"
        spellCheck={false}
        placeholder="Any, or its id"
        value={session.text}
        error={typed === '' || isId(typed) ? undefined : 'This is no id of a session.'}
        onChange={({ target }) => session.type(target.value)}
      />
      <Field
        label="From"
        type="date"
        value={filter.from ?? ''}
        {...(filter.to === null ? {} : { max: filter.to })}
        onChange={({ target }) => onChange({ from: target.value === '' ? null : target.value })}
      />
      <Field
        label="Until"
        type="date"
        value={filter.to ?? ''}
        {...(filter.from === null ? {} : { min: filter.from })}
        onChange={({ target }) => onChange({ to: target.value === '' ? null : target.value })}
      />
    </div>
  );
}
