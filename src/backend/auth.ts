import { chatError, ChatFailure } from '../core/errors.ts';
import type { Me } from '../core/model.ts';
import type { Stop } from '../lib/stop.ts';
import type { Backend } from './backend.ts';
import { guardOf, liveOf, requestsOf, type ChatClient } from './client.ts';
import type { Refusal } from './errors.ts';
import { loadLater } from './load-later.ts';
import { parseProfile, type Profile } from './parse.ts';
import {
  AUTH_STORAGE_KEY,
  forgetSignIn,
  needsRenewal,
  personOf,
  readSignIn,
  rememberProfile,
  type SignIn,
} from './remembered.ts';

type AuthBackend = Pick<
  Backend,
  'onAuthChange' | 'signIn' | 'signUp' | 'signOut' | 'rereadProfile'
>;

/** Only who signs in or up needs the words for it: they load when something is refused. */
async function failureOf(refusal: Refusal): Promise<ChatFailure> {
  const { fromAuthError } = await loadLater(
    () => import('./auth-errors.ts'),
    'The server cannot be reached. Check your connection and try again.',
  );
  return new ChatFailure(fromAuthError(refusal), { cause: refusal });
}

export function createAuth(client: ChatClient): AuthBackend {
  const guard = guardOf(client);
  /** Hears of a sign-in that ended without auth-js; set while somebody listens. */
  let hearEnded = (): void => undefined;
  /** Reads the profile once more; set while somebody listens. */
  let reread = (): Promise<void> => Promise.resolve();

  /** The sign-in is no longer in the storage of this browser. */
  function ended(): void {
    // A renewal of it may still wait for the network.
    requestsOf(client)?.renewal.changed();
    hearEnded();
  }

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

      async function follow(signIn: Pick<SignIn, 'access_token' | 'user'> | null): Promise<void> {
        if (signIn === null) {
          rememberProfile(null);
          report(null);
          return;
        }
        const me = personOf(signIn, known?.id === signIn.user.id ? known : null);
        // At once, with what is known: nobody should wait for the profile, or act as somebody else.
        report(me);
        await addProfile(me);
      }

      async function addProfile(me: Me): Promise<void> {
        const profile = await readProfile(me.id);
        // By then another person may be signed in; and without the server what was known stays.
        if (stopped || profile === null || known !== me) return;
        report({ ...me, ...profile });
        rememberProfile(known);
      }

      hearEnded = () => void follow(null);
      reread = async () => {
        if (known !== null) await addProfile(known);
      };
      // auth-js needs a moment to begin, and the server to renew an old token: neither is waited for.
      const remembered = readSignIn();
      if (remembered !== null) report(personOf(remembered));

      const { data } = client.auth.onAuthStateChange((event, session) => {
        // It cannot be renewed right now: that is not signed out. auth-js goes on trying.
        if (event === 'INITIAL_SESSION' && session === null && readSignIn() !== null) return;
        // auth-js is not done while it calls back: requests must wait until it is.
        queueMicrotask(() => {
          if (!stopped) void follow(session);
        });
      });
      const onStorage = ({ key, newValue }: StorageEvent): void => {
        if (key === AUTH_STORAGE_KEY && newValue === null) ended();
      };
      // Another tab may end the sign-in. Tests run without a window.
      if (typeof window !== 'undefined') window.addEventListener('storage', onStorage);
      return () => {
        stopped = true;
        hearEnded = () => undefined;
        reread = () => Promise.resolve();
        if (typeof window !== 'undefined') window.removeEventListener('storage', onStorage);
        data.subscription.unsubscribe();
      };
    },

    rereadProfile: () => reread(),

    signIn: async (email, password) => {
      const { error } = await client.auth.signInWithPassword({ email, password });
      if (error !== null) throw await failureOf(error);
    },

    signUp: async ({ email, password, fullName, role }) => {
      const { data, error } = await client.auth.signUp({
        email,
        password,
        options: { data: { full_name: fullName, role } },
      });
      if (error !== null) throw await failureOf(error);
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
      await liveOf(client).then(
        (live) => live.removeAllChannels(),
        () => undefined,
      );
      const signIn = readSignIn();
      if (signIn !== null && needsRenewal(signIn)) {
        // auth-js would renew the token first, only to give it back, and wait for the network to do so.
        forgetSignIn();
        ended();
        return;
      }
      // 'local' ends this device's sign-in only, and does so even when the server is away.
      await client.auth.signOut({ scope: 'local' });
    },
  };
}
