import { Plus, ShieldCheck } from 'lucide-react';
import { Link } from 'wouter';
import type { AppRole } from '../core/model.ts';
import { me } from '../core/selectors.ts';
import { useChat } from '../store/hooks.ts';
import { links } from './links.ts';

/** Where people of a role begin something new, and where the team looks after everything. */
const starts: Partial<Record<AppRole, { label: string; href: string; Icon: typeof Plus }>> = {
  student: { label: 'Find a mentor', href: links.mentors(), Icon: Plus },
  buyer: { label: 'Find a product', href: links.products(), Icon: Plus },
  admin: { label: 'Admin', href: links.admin(), Icon: ShieldCheck },
};

/** Leads from the list to what can be begun; nothing for who is asked rather than asks. */
export default function NewLink() {
  // Mentors begin nothing: as they, too, whoever is not known yet.
  const start = useChat((state) => starts[me(state)?.role ?? 'mentor']);
  if (start === undefined) return null;
  return (
    <Link
      href={start.href}
      aria-label={start.label}
      title={start.label}
      className="grid size-9 place-items-center rounded-control hover:bg-hover pointer-coarse:size-11"
    >
      <start.Icon size={18} aria-hidden="true" />
    </Link>
  );
}
