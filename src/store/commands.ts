import type { AppRole } from '../core/model.ts';

/** What a person asks for when signing up; `admin` cannot be asked for. */
export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly fullName: string;
  readonly role: Exclude<AppRole, 'admin'>;
}

/**
 * What faces may ask for that has an answer (the rest are events). Implemented in `sync/`.
 * Each rejects with a `ChatFailure` whose message is for people.
 */
export interface Commands {
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signUp: (form: SignUp) => Promise<void>;
  /** Signs this device out; always succeeds locally. */
  readonly signOut: () => Promise<void>;
  /** Opens the conversation with support, making it if there is none. Yields the session's id. */
  readonly contactSupport: () => Promise<string>;
  /** Tries the connection again now; `takeOver` ends the oldest of the other devices' claims. */
  readonly reconnect: (takeOver: boolean) => void;
  /** Tells the others in the session that is open that the person is (or stopped) typing. */
  readonly typing: (sessionId: string, typing: boolean) => void;
}
