import { Button } from '../../ui/button.tsx';

const PASSWORD = 'password';
const accounts = [
  ['Student', 'student@example.com'],
  ['Mentor', 'mentor@example.com'],
  ['Buyer', 'buyer@example.com'],
  ['Supplier', 'supplier@example.com'],
  ['Admin', 'admin@example.com'],
] as const;

/** True where the seeded people exist: on this machine, against the local stack. */
const isLocal = (): boolean =>
  import.meta.env['VITE_SUPABASE_URL'] === undefined &&
  (import.meta.env.DEV || ['localhost', '127.0.0.1'].includes(window.location.hostname));

interface DemoAccountsProps {
  busy: boolean;
  onPick: (email: string, password: string) => void;
}

/** One click to be somebody, for development. */
export function DemoAccounts({ busy, onPick }: DemoAccountsProps) {
  if (!isLocal()) return null;
  return (
    <section aria-label="Demo accounts" className="grid gap-2 border-t border-line pt-4">
      <p className="text-meta text-soft">On this machine, sign in as</p>
      <div className="flex flex-wrap gap-2">
        {accounts.map(([name, email]) => (
          <Button
            key={email}
            disabled={busy}
            title={email}
            size="small"
            onClick={() => onPick(email, PASSWORD)}
          >
            {name}
          </Button>
        ))}
      </div>
    </section>
  );
}
