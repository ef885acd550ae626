import * as v from 'valibot';
import type { Me } from '../core/model.ts';
import type { Profile } from './parse.ts';
import { readClaims } from './person-guard.ts';
import { Id, Role } from './rows.ts';

/** Where auth-js keeps the sign-in, in `localStorage`. */
export const AUTH_STORAGE_KEY = 'chat.auth';
/** Where the profile that goes with it is kept. */
const PROFILE_KEY = 'chat.profile';
/** auth-js renews a token that has less than this to live, in milliseconds. */
const RENEWAL_MARGIN_MS = 90_000;
const MS_PER_SECOND = 1000;

/** What we read of auth-js's session; `expires_at` is in seconds since the epoch. */
const SignIn = v.object({
  access_token: v.string(),
  refresh_token: v.string(),
  expires_at: v.number(),
  user: v.object({
    id: Id,
    email: v.optional(v.string()),
    user_metadata: v.optional(v.unknown()),
  }),
});
export type SignIn = v.InferOutput<typeof SignIn>;

const Claims = v.object({ sub: v.string(), session_id: v.optional(v.string(), '') });
const Metadata = v.object({ full_name: v.optional(v.string(), '') });
const KeptProfile = v.object({
  id: Id,
  fullName: v.string(),
  avatarUrl: v.nullable(v.string()),
  role: Role,
});

/** The JSON under `key`; null where there is none, it is broken, or storage is blocked. */
function read(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

/** Writes JSON, or removes the key for null; a refusal costs a wait at the next start, no more. */
function write(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or blocked.
  }
}

/** The sign-in that this device remembers, be it one that needs to be renewed; null if there is none. */
export function readSignIn(): SignIn | null {
  const stored = v.safeParse(SignIn, read(AUTH_STORAGE_KEY));
  if (!stored.success) return null;
  const claims = v.safeParse(Claims, readClaims(stored.output.access_token));
  return claims.success && claims.output.sub === stored.output.user.id ? stored.output : null;
}

export const forgetSignIn = (): void => write(AUTH_STORAGE_KEY, null);

export const isExpired = (signIn: SignIn): boolean =>
  signIn.expires_at * MS_PER_SECOND <= Date.now();

/** Whether auth-js would renew this token before it gives it to anybody. */
export const needsRenewal = (signIn: SignIn): boolean =>
  signIn.expires_at * MS_PER_SECOND - Date.now() < RENEWAL_MARGIN_MS;

/** Keeps what the profile says for the next start without a server; null forgets it. */
export function rememberProfile(me: Me | null): void {
  const profile = me && {
    id: me.id,
    fullName: me.fullName,
    avatarUrl: me.avatarUrl,
    role: me.role,
  };
  write(PROFILE_KEY, profile);
}

function rememberedProfile(userId: string): Profile | null {
  const kept = v.safeParse(KeptProfile, read(PROFILE_KEY));
  if (!kept.success || kept.output.id !== userId) return null;
  const { fullName, avatarUrl, role } = kept.output;
  return { fullName, avatarUrl, role };
}

/** What to show until the profile can be read: the name, and the least of the roles. */
function provisionalProfile({ user }: Pick<SignIn, 'user'>): Profile {
  const metadata = v.safeParse(Metadata, user.user_metadata);
  const name = metadata.success ? metadata.output.full_name : '';
  return { fullName: name || (user.email ?? ''), avatarUrl: null, role: 'student' };
}

/** The id of this sign-in, which the database knows our connection by; '' if the token has none. */
function authSessionId(accessToken: string): string {
  const claims = v.safeParse(Claims, readClaims(accessToken));
  return claims.success ? claims.output.session_id : '';
}

/** The person of a sign-in, with the best profile that is known without asking. */
export function personOf(
  signIn: Pick<SignIn, 'access_token' | 'user'>,
  known: Profile | null = null,
): Me {
  return {
    ...(known ?? rememberedProfile(signIn.user.id) ?? provisionalProfile(signIn)),
    id: signIn.user.id,
    email: signIn.user.email ?? '',
    authSessionId: authSessionId(signIn.access_token),
  };
}
