import type { Session as AuthSession } from '@supabase/supabase-js';
import * as v from 'valibot';
import { chatError, ChatFailure } from '../core/errors.ts';
import type { Me } from '../core/model.ts';
import type { Stop } from '../lib/stop.ts';
import type { Backend } from './backend.ts';
import { AUTH_STORAGE_KEY, guardOf, type ChatClient } from './client.ts';
import { fromAuthError } from './errors.ts';
import { parseProfile, type Profile } from './parse.ts';
import { readClaims } from './person-guard.ts';

type AuthBackend = Pick<Backend, 'onAuthChange' | 'signIn' | 'signUp' | 'signOut'>;

const Claims = v.object({ session_id: v.string() });
const Metadata = v.object({ full_name: v.optional(v.string(), '') });

/** The id of this sign-in, which the database knows our connection by; '' if the token has none. */
function authSessionId(accessToken: string): string {
  const claims = v.safeParse(Claims, readClaims(accessToken));
  return claims.success ? claims.output.session_id : '';
}

/** What to show until the profile can be read: the name, and the least of the roles. */
function provisionalProfile(session: AuthSession): Profile {
  const metadata = v.safeParse(Metadata, session.user.user_metadata);
  const name = metadata.success ? metadata.output.full_name : '';
  return { fullName: name || (session.user.email ?? ''), avatarUrl: null, role: 'student' };
}

/** Whether this device remembers a sign-in, be it one that needs to be renewed. */
function remembersSignIn(): boolean {
  return typeof localStorage !== 'undefined' && localStorage.getItem(AUTH_STORAGE_KEY) !== null;
}

export function createAuth(client: ChatClient): AuthBackend {
  const guard = guardOf(client);

  /** The person's profile, or null if it cannot be read now. */
  async function readProfile(userId: string): Promise<Profile | null> {
    const { data, error } = await client
      .from('profiles')
      .select('full_name, avatar_url, role')
      .eq('id', userId)
      .maybeSingle();
    if (error !== null || data === null) return null;
    try {
      return parseProfile(data);
    } catch (thrown) {
      if (thrown instanceof ChatFailure) return null;
      throw thrown;
    }
  }

  return {
    onAuthChange: (listener): Stop => {
      let stopped = false;
      let known: Me | null = null;

      function report(me: Me | null): void {
        known = me;
        guard.userId = me?.id ?? null;
        listener(me);
      }

      async function follow(session: AuthSession | null): Promise<void> {
        if (session === null) {
          report(null);
          return;
        }
        const { user, access_token: token } = session;
        const before = known?.id === user.id ? known : null;
        const me: Me = {
          ...(before ?? provisionalProfile(session)),
          id: user.id,
          email: user.email ?? '',
          authSessionId: authSessionId(token),
        };
        // At once, with what is known: nobody should wait for the profile, or act as somebody else.
        report(me);
        const profile = await readProfile(user.id);
        // By then another person may be signed in; and without the server what was known stays.
        if (!stopped && profile !== null && known === me) report({ ...me, ...profile });
      }

      const { data } = client.auth.onAuthStateChange((event, session) => {
        // It cannot be renewed right now: that is not signed out. supabase-js goes on trying.
        if (event === 'INITIAL_SESSION' && session === null && remembersSignIn()) return;
        // supabase-js holds its lock while it calls back: requests must wait until it is free.
        queueMicrotask(() => {
          if (!stopped) void follow(session);
        });
      });
      return () => {
        stopped = true;
        data.subscription.unsubscribe();
      };
    },

    signIn: async (email, password) => {
      const { error } = await client.auth.signInWithPassword({ email, password });
      if (error !== null) throw new ChatFailure(fromAuthError(error), { cause: error });
    },

    signUp: async ({ email, password, fullName, role }) => {
      const { data, error } = await client.auth.signUp({
        email,
        password,
        options: { data: { full_name: fullName, role } },
      });
      if (error !== null) throw new ChatFailure(fromAuthError(error), { cause: error });
      if (data.session === null) {
        throw new ChatFailure(
          chatError('Unauthorized', 'Almost there: follow the link in the e-mail we sent you.', {
            code: 'email_not_confirmed',
          }),
        );
      }
    },

    signOut: async () => {
      // Realtime would keep the old person's channels alive until their token expires.
      await client.removeAllChannels();
      // 'local' ends this device's sign-in only, and does so even when the server is away.
      await client.auth.signOut({ scope: 'local' });
    },
  };
}
