import { clsx } from 'clsx';
import { useState } from 'react';
import { Link } from 'wouter';
import { toChatError } from '../../core/errors.ts';
import type { SignUp as SignUpForm } from '../../store/commands.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { AuthCard, FormError } from './auth-card.tsx';
import { ConfirmEmail } from './confirm-email.tsx';
import { useSubmit } from './use-submit.ts';

const LEAST_PASSWORD_CHARACTERS = 8;

const roles: readonly { role: SignUpForm['role']; name: string; about: string }[] = [
  { role: 'student', name: 'Student', about: 'I want to learn' },
  { role: 'mentor', name: 'Mentor', about: 'I want to teach' },
  { role: 'buyer', name: 'Buyer', about: 'I look for products' },
  { role: 'supplier', name: 'Supplier', about: 'I offer products' },
];

/** Makes an account; where the person goes then is the frame's business. */
export default function SignUp({ signInHref }: { signInHref: string }) {
  const { signUp } = useActions();
  const { busy, error, submit } = useSubmit();
  const [form, setForm] = useState<SignUpForm>({
    email: '',
    password: '',
    fullName: '',
    role: 'student',
  });
  /** The address that a link was sent to, once the account is made but not yet confirmed. */
  const [unconfirmed, setUnconfirmed] = useState<string | null>(null);
  const set = (change: Partial<SignUpForm>): void => setForm({ ...form, ...change });

  const create = async (): Promise<void> => {
    const email = form.email.trim();
    try {
      await signUp({ ...form, email, fullName: form.fullName.trim() });
    } catch (thrown) {
      if (toChatError(thrown).code !== 'email_not_confirmed') throw thrown;
      setUnconfirmed(email);
    }
  };

  if (unconfirmed !== null) {
    return (
      <AuthCard
        title="Almost there"
        footer={
          <Link href={signInHref} className="font-medium text-accent underline underline-offset-2">
            Sign in
          </Link>
        }
      >
        <ConfirmEmail email={unconfirmed} />
      </AuthCard>
    );
  }
  return (
    <AuthCard
      title="Create an account"
      footer={
        <>
          Been here before?{' '}
          <Link href={signInHref} className="font-medium text-accent underline underline-offset-2">
            Sign in
          </Link>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit(create);
        }}
      >
        <Field
          label="Full name"
          autoComplete="name"
          required
          maxLength={80}
          value={form.fullName}
          onChange={(event) => set({ fullName: event.target.value })}
        />
        <Field
          label="Email"
          type="email"
          autoComplete="username"
          required
          value={form.email}
          onChange={(event) => set({ email: event.target.value })}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="new-password"
          required
          minLength={LEAST_PASSWORD_CHARACTERS}
          hint={`At least ${LEAST_PASSWORD_CHARACTERS} characters.`}
          value={form.password}
          onChange={(event) => set({ password: event.target.value })}
        />
        <fieldset className="grid gap-1.5">
          <legend className="mb-1.5 text-meta font-medium">I am a</legend>
          <div className="grid grid-cols-2 gap-2">
            {roles.map(({ role, name, about }) => (
              <label
                key={role}
                className={clsx(
                  'grid cursor-pointer rounded-control border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
                  form.role === role ? 'border-accent bg-tint' : 'border-line hover:bg-hover',
                )}
              >
                <input
                  type="radio"
                  name="role"
                  value={role}
                  checked={form.role === role}
                  onChange={() => set({ role })}
                  className="sr-only"
                />
                <span className="font-medium">{name}</span>
                <span className="text-meta text-soft">{about}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <FormError text={error} />
        <Button type="submit" look="primary" size="large" aria-disabled={busy}>
          {busy ? 'Creating…' : 'Create account'}
        </Button>
      </form>
    </AuthCard>
  );
}
