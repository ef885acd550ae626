import { chatError, type ChatError } from '../core/errors.ts';
import type { Refusal } from './errors.ts';

/** What Auth's error codes mean to a person; the rest is shown as Auth words it. */
const AUTH_MESSAGES: Readonly<Record<string, string>> = {
  invalid_credentials: 'E-mail or password is wrong.',
  email_not_confirmed: 'Confirm your e-mail address first: follow the link that was sent to you.',
  user_already_exists: 'There is an account with this e-mail address already. Sign in instead.',
  email_exists: 'There is an account with this e-mail address already. Sign in instead.',
  email_address_invalid: 'This e-mail address is not valid.',
  validation_failed: 'This e-mail address is not valid.',
  weak_password: 'This password is too weak. Use one that is longer or harder to guess.',
  over_request_rate_limit: 'Too many tries. Wait a minute and try again.',
  over_email_send_rate_limit: 'Too many e-mails were sent. Wait a while and try again.',
  user_banned: 'This account is suspended.',
  signup_disabled: 'New accounts cannot be made here at the moment.',
};

/** The gateway's words for a key that belongs to another project, or to none. */
const WRONG_KEY = /invalid api key/i;

/** Sorts what Auth refused into the chat's errors. */
export function fromAuthError(error: Refusal): ChatError {
  const status = error.status ?? 0;
  if (WRONG_KEY.test(error.message)) {
    return chatError(
      'Denied',
      'This app is set up with a wrong publishable key: whoever runs it has to correct VITE_SUPABASE_PUBLISHABLE_KEY.',
      { code: 'wrong_key' },
    );
  }
  if (status === 0 || status >= 500) {
    return chatError(
      'Offline',
      'The server cannot be reached. Check your connection and try again.',
    );
  }
  const message = AUTH_MESSAGES[error.code ?? ''] ?? error.message;
  return chatError(status === 429 ? 'RateLimited' : 'Invalid', message, {
    code: error.code ?? 'auth',
  });
}
