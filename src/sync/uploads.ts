import {
  chatError,
  ChatFailure,
  isTransient,
  toChatError,
  type ChatError,
} from '../core/errors.ts';
import type { ChatEvent } from '../core/events.ts';
import type { OutgoingFile, OutgoingMessage } from '../core/outgoing.ts';
import type { ChatState } from '../core/state.ts';
import type { SyncContext } from './context.ts';
import type { Files } from './disk/files.ts';

export interface Uploads {
  /**
   * Takes up what is not up yet of a queued message's files. Yields whether all are; false also when
   * the message has gone meanwhile or `maySend` forbids it. Rejects with `ChatFailure`: why they are
   * not, after each file that can never go up has been told so in the state.
   */
  uploadAll(messageId: string): Promise<boolean>;
  /** Ends what is going up. */
  readonly stop: () => void;
}

const missing = (file: OutgoingFile): ChatError =>
  chatError('Invalid', `“${file.name}” is not on this device any more. Attach it again.`, {
    code: 'file_missing',
  });

/** Whether the person, another device or a new sign-in has to do something first. */
const passes = (error: ChatError): boolean => isTransient(error) || error.kind === 'Unauthorized';

/** After these a message, or a file of one, goes nowhere any more. */
const TAKEN_BACK: ReadonlySet<ChatEvent['type']> = new Set([
  'outbox/discarded',
  'outbox/coalesced',
  'outbox/fileRemoved',
]);

const pathsIn = ({ outbox }: ChatState): readonly string[] =>
  outbox.flatMap((item) => (item.kind === 'message' ? item.files.map(({ path }) => path) : []));

export function createUploads(
  { store, backend }: SyncContext,
  files: Pick<Files, 'read'>,
  maySend: () => Promise<boolean>,
): Uploads {
  const running = new Set<AbortController>();
  let stopped = false;
  const isStopped = (): boolean => stopped;

  /** The message, if it is still to be sent. */
  function wanted(messageId: string): OutgoingMessage | null {
    const item = store.getState().outbox.find((one) => one.id === messageId);
    return item?.kind === 'message' && item.status === 'queued' ? item : null;
  }

  const wantsFile = (messageId: string, fileId: string): boolean =>
    wanted(messageId)?.files.some((file) => file.id === fileId) ?? false;

  /** Rejects as the backend does; `Offline` when nobody wants the file any more. */
  async function upload(messageId: string, file: OutgoingFile): Promise<void> {
    const bytes = await files.read(file.id);
    if (bytes === null) throw new ChatFailure(missing(file));
    const ending = new AbortController();
    running.add(ending);
    const stopWatching = store.subscribe(() => {
      if (!wantsFile(messageId, file.id)) ending.abort();
    });
    const tell = (share: number | null): void => {
      // The end in any case: another tab goes on from here.
      if (share === null || !isStopped()) {
        store.dispatch({ type: 'upload/progressed', fileId: file.id, share });
      }
    };
    tell(0);
    try {
      await backend.uploadFile(file.path, bytes, {
        mime: file.mime,
        onProgress: tell,
        signal: ending.signal,
      });
    } finally {
      stopWatching();
      running.delete(ending);
      tell(null);
    }
  }

  /** Yields why it never will, or null when it is up. Rejects with what may pass. */
  async function uploadOrRefuse(messageId: string, file: OutgoingFile): Promise<ChatError | null> {
    try {
      await upload(messageId, file);
    } catch (thrown) {
      const error = toChatError(thrown);
      if (passes(error)) throw thrown;
      return error;
    }
    return null;
  }

  async function uploadAll(messageId: string): Promise<boolean> {
    for (;;) {
      const id = messageId;
      const file = wanted(id)?.files.find((one) => !one.uploaded && one.error === null);
      if (file === undefined) break;
      if (!(await maySend()) || isStopped()) return false;
      let error: ChatError | null;
      try {
        error = await uploadOrRefuse(id, file);
      } catch (thrown) {
        // Ended by us: the file, or the message, was taken back.
        if (isStopped() || !wantsFile(id, file.id)) continue;
        throw thrown;
      }
      if (isStopped()) return false;
      store.dispatch(
        error === null
          ? { type: 'outbox/fileUploaded', id, fileId: file.id }
          : { type: 'outbox/fileFailed', id, fileId: file.id, error },
      );
    }
    const item = wanted(messageId);
    const failed = item?.files.find((file) => file.error !== null)?.error ?? null;
    if (failed !== null) throw new ChatFailure(failed);
    return item !== null;
  }

  /** What is up already is no use to anybody. Tried once: nobody else can find it. */
  const stopWithdrawing = store.onEvent((event, after) => {
    if (!TAKEN_BACK.has(event.type)) return;
    const still = new Set(pathsIn(after));
    const gone = pathsIn(store.getState()).filter((path) => !still.has(path));
    if (gone.length > 0) void backend.withdrawFiles(gone).catch(() => undefined);
  });

  return {
    uploadAll,
    stop: () => {
      stopped = true;
      stopWithdrawing();
      for (const ending of running) ending.abort();
    },
  };
}
