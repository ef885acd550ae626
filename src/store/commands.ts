import type { AppRole, Attachment, Delivery, MessageVersion } from '../core/model.ts';
import type { FoundWithSessions, MessageSearch } from '../core/search.ts';
import type { LifecycleCommands } from './lifecycle-commands.ts';
import type { NotificationManager } from './notification-manager.ts';
import type { PeopleCommands } from './people-commands.ts';
import type { SessionCommands } from './session-commands.ts';
import type { NewFile } from './writing.ts';

/** What a person asks for when signing up; `admin` cannot be asked for. */
export interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly fullName: string;
  readonly role: Exclude<AppRole, 'admin'>;
}

/** What may be asked about the bytes of files. Rejects with a `ChatFailure` as `Commands` does. */
export interface FileCommands {
  /**
   * An address that gives the file to whoever has it, for some minutes; the same one until shortly
   * before it ends. With `download` (a file name) it is saved instead of shown. An address that did
   * not work is named as `broken`, and another is made.
   */
  readonly fileUrl: (
    path: string,
    options?: { readonly download?: string; readonly broken?: string },
  ) => Promise<string>;
  /** The address if there is one already, for the first paint. */
  readonly fileUrlNow: (path: string) => string | null;
  /** A sent file's bytes, to be sent again elsewhere. */
  readonly copyFile: (file: Attachment) => Promise<NewFile>;
  /** The bytes of a file on its way, by the file's id; null if this device does not have them. */
  readonly keptFile: (fileId: string) => Promise<Blob | null>;
}

/** What is done with a message, besides writing. The first three never reject: failures leave a note. */
export interface MessageCommands {
  /** For everybody in the session. */
  readonly pinMessage: (sessionId: string, messageId: string, on: boolean) => Promise<void>;
  /** For the person alone. */
  readonly bookmark: (sessionId: string, messageId: string, on: boolean) => Promise<void>;
  /** Makes others' messages from `seq` on unread again; the open session stays so until it is left. */
  readonly markUnreadFrom: (sessionId: string, seq: number) => Promise<void>;
  /** One for each recipient. */
  readonly deliveriesOf: (messageId: string) => Promise<readonly Delivery[]>;
  /** What the message said before each change, oldest first. */
  readonly versionsOf: (messageId: string) => Promise<readonly MessageVersion[]>;
}

/**
 * What faces may ask for that has an answer (the rest are events). Implemented in `sync/`.
 * Each rejects with a `ChatFailure` whose message is for people.
 */
export interface Commands extends FileCommands, MessageCommands, SessionCommands {
  readonly signIn: (email: string, password: string) => Promise<void>;
  readonly signUp: (form: SignUp) => Promise<void>;
  /** Signs this device out; always succeeds locally. */
  readonly signOut: () => Promise<void>;
  /** Opens the conversation with support, making it if there is none. Yields the session's id. */
  readonly contactSupport: () => Promise<string>;
  /**
   * A page of what the person may read, newest first: the first one, or the one at `cursor`. Tries
   * once more where the server cannot be reached.
   */
  readonly searchMessages: (
    search: MessageSearch,
    cursor: string | null,
  ) => Promise<FoundWithSessions>;
  /** Everything about the life of sessions. Loads when it is first asked for. */
  readonly lifecycle: () => Promise<LifecycleCommands>;
  /** Everything about people and products. Loads when it is first asked for. */
  readonly people: () => Promise<PeopleCommands>;
  /** Everything about the person's notifications. Loads soon after the chat itself. */
  readonly notifications: () => Promise<NotificationManager>;
  /** Stops the e-mails to the person whose mail had this token; also while nobody is signed in. */
  readonly unsubscribe: (token: string) => Promise<void>;
  /** Tries the connection again now; `takeOver` ends the oldest of the other devices' claims. */
  readonly reconnect: (takeOver: boolean) => void;
  /** Tells the others in the session that is open that the person is (or stopped) typing. */
  readonly typing: (sessionId: string, typing: boolean) => void;
}
