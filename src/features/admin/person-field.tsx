import { roleWords } from '../../core/session-words.ts';
import { nameOf } from '../../core/report-words.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { PickField } from '../../ui/pick-field.tsx';
import { useAnswer } from '../../ui/use-answer.ts';

/** Somebody out of all people, found by name. */
export function PersonField(props: {
  label: string;
  /** Null for anybody. */
  personId: string | null;
  onChange: (personId: string | null) => void;
}) {
  const { label, personId, onChange } = props;
  const ask = useAdmin();
  const [person] = useAnswer(
    () =>
      personId === null ? Promise.resolve(null) : ask((admin) => admin.personCalled(personId)),
    personId ?? '',
  );
  const known = person.status === 'ready' && person.value?.id === personId ? person.value : null;
  return (
    <PickField
      label={label}
      placeholder="Anybody"
      chosen={personId === null ? null : known === null ? '…' : nameOf(known)}
      nothing="Nobody is called that."
      find={async (text) => {
        const people = await ask((admin) => admin.findPeople(text));
        return people.map((one) => ({
          id: one.id,
          text: nameOf(one),
          ...(one.role === null ? {} : { hint: roleWords[one.role] }),
        }));
      }}
      onChoose={(option) => onChange(option?.id ?? null)}
    />
  );
}
