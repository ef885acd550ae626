import { hoursIn, sessionKinds } from '../../core/admin-session-address.ts';
import { shortKindWords } from '../../core/admin-session-words.ts';
import {
  MAX_AWAITING_HOURS,
  type AdminSessionFilter,
  type SessionCounts,
} from '../../core/admin-sessions.ts';
import type { SessionKind } from '../../core/model.ts';
import { usePeople } from '../../store/use-people.ts';
import { Chip } from '../../ui/chip.tsx';
import { Field } from '../../ui/field.tsx';
import { PickField } from '../../ui/pick-field.tsx';
import { PersonField } from './person-field.tsx';
import { useTyped } from './use-typed.ts';

/** How many things this part of the filter asks for. */
export const countFilters = (filter: AdminSessionFilter): number =>
  [
    filter.kinds.length > 0,
    filter.personId !== null,
    filter.productId !== null,
    filter.from !== null || filter.to !== null,
    filter.awaitingOverHours !== null,
    filter.hasReports,
  ].filter(Boolean).length;

interface SessionsFiltersProps {
  filter: AdminSessionFilter;
  byKind: SessionCounts['byKind'] | null;
  /** What the product is called that is asked for, where that is known. */
  productName: string | null;
  onChange: (part: Partial<AdminSessionFilter>) => void;
}

/** What else sessions can be asked for by; it counts at once. */
export function SessionsFilters({ filter, byKind, productName, onChange }: SessionsFiltersProps) {
  const ask = usePeople();
  const hours = useTyped(filter.awaitingOverHours?.toString() ?? '', (text) => {
    const awaitingOverHours = hoursIn(text);
    if (text.trim() === '' || awaitingOverHours !== null) onChange({ awaitingOverHours });
  });
  const toggle = (kind: SessionKind): void =>
    onChange({
      kinds: filter.kinds.includes(kind)
        ? filter.kinds.filter((one) => one !== kind)
        : [...filter.kinds, kind],
    });
  return (
    <div className="grid grid-cols-1 items-start gap-4 pane:grid-cols-2 wide:grid-cols-5">
      <div role="group" aria-label="Kind" className="flex flex-wrap gap-1.5 pane:col-span-full">
        {sessionKinds.map((kind) => (
          <Chip key={kind} on={filter.kinds.includes(kind)} onClick={() => toggle(kind)}>
            {shortKindWords[kind]}
            {byKind !== null && <span className="text-soft">{byKind[kind] ?? 0}</span>}
          </Chip>
        ))}
        <Chip on={filter.hasReports} onClick={() => onChange({ hasReports: !filter.hasReports })}>
          With open reports
        </Chip>
      </div>
      <PersonField
        label="Person"
        personId={filter.personId}
        onChange={(personId) => onChange({ personId })}
      />
      <PickField
        label="Product"
        placeholder="Any product"
        chosen={filter.productId === null ? null : (productName ?? 'One product')}
        nothing="No product on offer is called that."
        find={async (text) => {
          const page = await ask((people) => people.findProducts({ text, supplierId: null }, null));
          return page.items.slice(0, MOST_PRODUCTS).map((product) => ({
            id: product.id,
            text: product.name,
            hint: product.supplier.fullName,
          }));
        }}
        onChoose={(product) => onChange({ productId: product?.id ?? null })}
      />
      <Field
        label="Created from"
        type="date"
        value={filter.from ?? ''}
        {...(filter.to === null ? {} : { max: filter.to })}
        onChange={({ target }) => onChange({ from: target.value === '' ? null : target.value })}
      />
      <Field
        label="Created until"
        type="date"
        value={filter.to ?? ''}
        {...(filter.from === null ? {} : { min: filter.from })}
        onChange={({ target }) => onChange({ to: target.value === '' ? null : target.value })}
      />
      <Field
        label="Waiting for over … hours"
        inputMode="numeric"
        autoComplete="off"
        placeholder="Any time"
        value={hours.text}
        error={
          hours.text.trim() !== '' && hoursIn(hours.text) === null
            ? `Give whole hours, ${MAX_AWAITING_HOURS.toLocaleString('en')} at most.`
            : undefined
        }
        onChange={({ target }) => hours.type(target.value)}
      />
    </div>
  );
}

/** More fit no list that is looked through at a glance. */
const MOST_PRODUCTS = 8;
