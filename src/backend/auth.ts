import type { Session as AuthSession } from '@supabase/supabase-js';
import * as v from 'valibot';
import { chatError, ChatFailure } from '../core/errors.ts';
import type { Me } from '../core/model.ts';
import type { Stop } from '../lib/stop.ts';
import type { Backend } from './backend.ts';
import type { ChatClient } from './client.ts';
import { fromAuthError } from './errors.ts';
import { parseProfile, type Profile } from './parse.ts';

type AuthBackend = Pick<Backend, 'onAuthChange' | 'signIn' | 'signUp' | 'signOut'>;

const Claims = v.object({ session_id: v.string() });
const Metadata = v.object({ full_name: v.optional(v.string(), '') });

/** The id of this sign-in, which the database knows our connection by. */
function authSessionId(accessToken: string): string {
  const payload = accessToken.split('.')[1] ?? '';
  const json = atob(payload.replaceAll('-', '+').replaceAll('_', '/'));
  return v.parse(Claims, JSON.parse(json)).session_id;
}

/** What to show until the profile can be read: the name, and the least of the roles. */
function provisionalProfile(session: AuthSession): Profile {
  const metadata = v.safeParse(Metadata, session.user.user_metadata);
  const name = metadata.success ? metadata.output.full_name : '';
  return { fullName: name || (session.user.email ?? ''), avatarUrl: null, role: 'student' };
}

export function createAuth(client: ChatClient): AuthBackend {
  async function readProfile(session: AuthSession): Promise<Profile> {
    const { data, error } = await client
      .from('profiles')
      .select('full_name, avatar_url, role')
      .eq('id', session.user.id)
      .maybeSingle();
    // Without the server the app still opens, with what this device knows.
    return error === null && data !== null ? parseProfile(data) : provisionalProfile(session);
  }

  async function whoIs(session: AuthSession): Promise<Me> {
    const profile = await readProfile(session);
    return {
      id: session.user.id,
      email: session.user.email ?? '',
      authSessionId: authSessionId(session.access_token),
      ...profile,
    };
  }

  return {
    onAuthChange: (listener): Stop => {
      let stopped = false;
      /** Only the newest change counts: a slow profile must not undo a sign-out. */
      let turn = 0;
      const { data } = client.auth.onAuthStateChange((_event, session) => {
        const mine = ++turn;
        // supabase-js holds its lock while it calls back: requests must wait until it is free.
        queueMicrotask(() => {
          void (session === null ? Promise.resolve(null) : whoIs(session)).then((me) => {
            if (!stopped && mine === turn) listener(me);
          });
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
