import { useState } from 'react';
import type { AppRole } from '../../core/model.ts';
import { useAdmin } from '../../store/use-admin.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

/** As admins call the roles: to people an admin is of the team. */
export const adminRoleWords: Readonly<Record<AppRole, string>> = {
  student: 'Student',
  mentor: 'Mentor',
  buyer: 'Buyer',
  supplier: 'Supplier',
  admin: 'Admin',
};
const ROLES = Object.keys(adminRoleWords) as readonly AppRole[];

/** What comes of a change, beside that the person is told. */
function consequences(from: AppRole, to: AppRole): string {
  if (to === 'admin') {
    return 'They may see that every session takes place, read any of them for a reason that is kept, suspend people, change roles and settings.';
  }
  const gains =
    to === 'mentor'
      ? 'They are found as a mentor once their application is approved.'
      : to === 'supplier'
        ? 'They may offer products.'
        : '';
  const keeps =
    from === 'admin'
      ? 'They lose all that admins may do at once, and leave the conversations that they joined as an admin.'
      : 'Their sessions and conversations stay as they are.';
  return `${keeps} ${gains}`.trim();
}

interface RoleDialogProps {
  person: { readonly id: string; readonly fullName: string; readonly role: AppRole };
  onDone: (role: AppRole) => void;
  onClose: () => void;
}

/** Gives somebody another role, for a reason. */
export function RoleDialog({ person, onDone, onClose }: RoleDialogProps) {
  const others = ROLES.filter((role) => role !== person.role);
  const [role, setRole] = useState<AppRole>(others[0] ?? 'student');
  const ask = useAdmin();
  return (
    <ReasonDialog
      title="Change role"
      action="Change role"
      look={role === 'admin' || person.role === 'admin' ? 'destructive' : 'primary'}
      hint="It is kept in the audit log. They are told their new role, not the reason."
      act={(reason) => ask((admin) => admin.setRole(person.id, role, reason))}
      onDone={() => onDone(role)}
      onClose={onClose}
    >
      <p>
        <bdi className="font-medium">{person.fullName}</bdi>{' '}
        <span className="text-soft">is: {adminRoleWords[person.role]}</span>
      </p>
      <SelectField
        label="New role"
        value={role}
        options={others.map((value) => ({ value, text: adminRoleWords[value] }))}
        onChange={(value) => setRole(value as AppRole)}
        hint={consequences(person.role, role)}
      />
    </ReasonDialog>
  );
}
