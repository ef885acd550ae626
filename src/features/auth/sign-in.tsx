import { useState } from 'react';
import { Link } from 'wouter';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { AuthCard, FormError } from './auth-card.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { useSubmit } from './use-submit.ts';

/** Signs a person in; where they go then is the frame's business. */
export default function SignIn({ signUpHref }: { signUpHref: string }) {
  const { signIn } = useActions();
  const { busy, error, submit } = useSubmit();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  return (
    <AuthCard
      title="Sign in"
      footer={
        <>
          New here?{' '}
          <Link href={signUpHref} className="font-medium text-accent underline underline-offset-2">
            Create an account
          </Link>
        </>
      }
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          submit(() => signIn(email.trim(), password));
        }}
      >
        <Field
          label="Email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Field
          label="Password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <FormError text={error} />
        <Button type="submit" look="primary" size="large" aria-disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
      <DemoAccounts
        busy={busy}
        onPick={(demoEmail, demoPassword) => submit(() => signIn(demoEmail, demoPassword))}
      />
    </AuthCard>
  );
}
