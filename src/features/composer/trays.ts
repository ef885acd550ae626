import { createStore, type StoreApi } from 'zustand/vanilla';
import { MAX_FILES } from '../../core/file-kinds.ts';
import { refusalWords, tooManyWords, type FileRefusal } from '../../core/file-words.ts';
import { newId } from '../../lib/ids.ts';
import type { Stop } from '../../lib/stop.ts';
import type { ChatStore } from '../../store/store.ts';
import type { NewFile } from '../../store/writing.ts';
import { prepareFile } from './prepare-file.ts';

/** A file that waits to be sent with the next message. */
export interface TrayFile {
  readonly id: string;
  readonly source: File;
  /** As it will be sent; null while it is prepared. */
  readonly ready: NewFile | null;
  /** Of a picture that is ready; revoked when the file leaves the tray. */
  readonly previewUrl: string | null;
}

export interface Tray {
  readonly files: readonly TrayFile[];
  /** Why others were not taken, a sentence each. */
  readonly refusals: readonly string[];
  /** Pictures go as they are. */
  readonly original: boolean;
}

export const emptyTray: Tray = { files: [], refusals: [], original: false };

/** The trays of all sessions, by the session's id. */
export interface Trays {
  readonly state: StoreApi<Readonly<Record<string, Tray>>>;
  add(sessionId: string, files: readonly File[]): void;
  remove(sessionId: string, fileId: string): void;
  setOriginal(sessionId: string, original: boolean): void;
  dismissRefusals(sessionId: string): void;
  isPreparing(sessionId: string): boolean;
  /**
   * Calls back once, when nothing is being prepared any more. `whole` is false if something else
   * happened to the tray meanwhile: a file was refused or added.
   */
  whenReady(sessionId: string, listener: (whole: boolean) => void): Stop;
  /** Empties the tray, as after sending. */
  clear(sessionId: string): void;
}

const known = new WeakMap<ChatStore, Trays>();

/**
 * The trays of an app. They outlive going from session to session, but not a reload: until a file
 * is sent the browser has it only by the person's grace, and drafts keep text alone. Somebody else
 * who signs in finds none.
 */
export function traysOf(store: ChatStore): Trays {
  const before = known.get(store);
  if (before !== undefined) return before;
  const trays = createTrays();
  store.subscribe((state, previous) => {
    const leaves = state.auth.status !== 'signedIn' && previous.auth.status === 'signedIn';
    if (leaves) for (const sessionId of Object.keys(trays.state.getState())) trays.clear(sessionId);
  });
  known.set(store, trays);
  return trays;
}

export function createTrays(prepare: typeof prepareFile = prepareFile): Trays {
  const state = createStore<Readonly<Record<string, Tray>>>(() => ({}));
  /** One after the other: each picture takes much memory while it is decoded. */
  let last: Promise<void> = Promise.resolve();

  const trayOf = (sessionId: string): Tray => state.getState()[sessionId] ?? emptyTray;
  const change = (sessionId: string, update: (tray: Tray) => Partial<Tray>): void => {
    const tray = trayOf(sessionId);
    state.setState({ [sessionId]: { ...tray, ...update(tray) } });
  };
  const forget = ({ previewUrl }: TrayFile): void => {
    if (previewUrl !== null) URL.revokeObjectURL(previewUrl);
  };

  const isPreparing = (sessionId: string): boolean =>
    trayOf(sessionId).files.some((file) => file.ready === null);

  function prepareNext(sessionId: string, { id, source }: TrayFile): void {
    const wanted = (): boolean =>
      trayOf(sessionId).files.some((file) => file.id === id && file.ready === null);
    const refuse = (why: FileRefusal): void =>
      change(sessionId, (tray) => ({
        files: tray.files.filter((file) => file.id !== id),
        refusals: [...new Set([...tray.refusals, refusalWords(source.name, why)])],
      }));
    const work = async (): Promise<void> => {
      if (!wanted()) return;
      const { original } = trayOf(sessionId);
      const ready = await prepare(source, original);
      // Taken out, or wanted otherwise, meanwhile; then it is prepared again by what changed that.
      if (!wanted() || trayOf(sessionId).original !== original) return;
      if (typeof ready === 'string') {
        refuse(ready);
        return;
      }
      const previewUrl = ready.width === null ? null : URL.createObjectURL(ready.bytes);
      change(sessionId, (tray) => ({
        files: tray.files.map((file) => (file.id === id ? { ...file, ready, previewUrl } : file)),
      }));
    };
    last = last.then(work).catch((bug: unknown) => {
      refuse('unreadable');
      reportError(bug);
    });
  }

  return {
    state,
    add: (sessionId, sources) => {
      const room = MAX_FILES - trayOf(sessionId).files.length;
      const added = sources
        .slice(0, Math.max(0, room))
        .map((source) => ({ id: newId(), source, ready: null, previewUrl: null }));
      const leftOut = sources.length - added.length;
      change(sessionId, (tray) => ({
        files: [...tray.files, ...added],
        refusals: leftOut > 0 ? [tooManyWords(leftOut)] : [],
      }));
      for (const file of added) prepareNext(sessionId, file);
    },
    remove: (sessionId, fileId) => {
      change(sessionId, (tray) => {
        tray.files.filter((file) => file.id === fileId).forEach(forget);
        return { files: tray.files.filter((file) => file.id !== fileId) };
      });
    },
    setOriginal: (sessionId, original) => {
      change(sessionId, (tray) => {
        tray.files.forEach(forget);
        return {
          original,
          files: tray.files.map((file) => ({ ...file, ready: null, previewUrl: null })),
        };
      });
      for (const file of trayOf(sessionId).files) prepareNext(sessionId, file);
    },
    dismissRefusals: (sessionId) => change(sessionId, () => ({ refusals: [] })),
    isPreparing,
    whenReady: (sessionId, listener) => {
      const { refusals } = trayOf(sessionId);
      const stop = state.subscribe(() => {
        if (isPreparing(sessionId)) return;
        stop();
        listener(trayOf(sessionId).refusals === refusals);
      });
      return stop;
    },
    clear: (sessionId) => {
      trayOf(sessionId).files.forEach(forget);
      state.setState({ [sessionId]: emptyTray });
    },
  };
}
