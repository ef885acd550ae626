import { chatError, ChatFailure } from '../core/errors.ts';
import type { Stop } from '../lib/stop.ts';
import type { FileCommands } from '../store/commands.ts';
import type { SyncContext } from './context.ts';

const MS_PER_SECOND = 1000;

export interface UrlLife {
  /** How long an address works. Whoever gets hold of it can use it that long. */
  readonly goodForSeconds: number;
  /** An address with less than this left is not handed out any more, in milliseconds. */
  readonly spareMs: number;
}

const FOR_PARTICIPANTS: UrlLife = { goodForSeconds: 600, spareMs: 60_000 };

interface UrlContext {
  readonly backend: Pick<SyncContext['backend'], 'signFiles'>;
  readonly clock: SyncContext['clock'];
}

/** As many as one request may ask for. */
const MAX_PER_REQUEST = 100;

export interface FileUrls {
  readonly of: FileCommands['fileUrl'];
  readonly now: FileCommands['fileUrlNow'];
  stop: Stop;
}

interface Signed {
  readonly url: string;
  /** By this device's clock. */
  readonly until: number;
}

/** Somebody waits for an address. */
interface Asked {
  readonly resolve: (url: string) => void;
  readonly reject: (reason: unknown) => void;
}

const gone = (): ChatFailure =>
  new ChatFailure(chatError('NotFound', 'This file is not available any more.'));

/** Storage takes the name from the address; it is not part of what is signed. */
const saving = (url: string, name: string): string =>
  `${url}${url.includes('?') ? '&' : '?'}download=${encodeURIComponent(name)}`;

/**
 * Addresses of files, for one sign-in. What is asked for in one go (all that comes on screen
 * together) is one request, and each address is used until shortly before it ends.
 */
export function createFileUrls(
  { backend, clock }: UrlContext,
  { goodForSeconds, spareMs }: UrlLife = FOR_PARTICIPANTS,
): FileUrls {
  const known = new Map<string, Signed>();
  const wanted = new Map<string, Asked>();
  const underWay = new Map<string, Promise<string>>();
  let stopped = false;
  const isStopped = (): boolean => stopped;

  const now = (path: string): string | null => {
    const signed = known.get(path);
    return signed !== undefined && signed.until - clock.now() > spareMs ? signed.url : null;
  };

  async function sign(batch: ReadonlyMap<string, Asked>): Promise<void> {
    const until = clock.now() + goodForSeconds * MS_PER_SECOND;
    try {
      const urls = await backend.signFiles([...batch.keys()], goodForSeconds);
      for (const [path, { resolve, reject }] of batch) {
        const url = urls.get(path);
        if (url === undefined || isStopped()) {
          reject(gone());
          continue;
        }
        known.set(path, { url, until });
        resolve(url);
      }
    } catch (thrown) {
      for (const { reject } of batch.values()) reject(thrown);
    } finally {
      for (const path of batch.keys()) underWay.delete(path);
    }
  }

  function signWanted(): void {
    const all = [...wanted];
    wanted.clear();
    for (let from = 0; from < all.length; from += MAX_PER_REQUEST) {
      void sign(new Map(all.slice(from, from + MAX_PER_REQUEST)));
    }
  }

  function ask(path: string): Promise<string> {
    const before = underWay.get(path);
    if (before !== undefined) return before;
    // Whoever is drawn in the same go asks before this.
    if (wanted.size === 0) queueMicrotask(signWanted);
    const asked = new Promise<string>((resolve, reject) => {
      wanted.set(path, { resolve, reject });
    });
    underWay.set(path, asked);
    return asked;
  }

  return {
    now,
    of: async (path, { download, broken } = {}) => {
      if (stopped) throw gone();
      const ready = now(path);
      const url = ready !== null && ready !== broken ? ready : await ask(path);
      return download === undefined ? url : saving(url, download);
    },
    stop: () => {
      stopped = true;
      known.clear();
    },
  };
}
