import { chatError, ChatFailure } from '../core/errors.ts';
import type { Attachment } from '../core/model.ts';
import type { Stop } from '../lib/stop.ts';
import type { FileCommands } from '../store/commands.ts';
import type { NewFile } from '../store/writing.ts';
import type { SyncContext } from './context.ts';
import type { FileUrls } from './file-urls.ts';

export interface FileAccess {
  readonly urlOf: FileCommands['fileUrl'];
  readonly urlNow: FileCommands['fileUrlNow'];
  copy(file: Attachment): Promise<NewFile>;
  /** Forgets all addresses: they work for whoever has them. */
  stop: Stop;
}

/** The bytes of sent files. What keeps the addresses is fetched when the first file is shown. */
export function createFileAccess(context: SyncContext): FileAccess {
  let urls: FileUrls | null = null;
  let loading: Promise<FileUrls> | null = null;
  let stopped = false;

  async function load(): Promise<FileUrls> {
    try {
      const { createFileUrls } = await import('./file-urls.ts');
      urls ??= createFileUrls(context);
    } catch (thrown) {
      loading = null;
      const error = chatError('Offline', 'Files cannot be shown right now.');
      throw new ChatFailure(error, { cause: thrown });
    }
    if (stopped) urls.stop();
    return urls;
  }

  return {
    urlOf: async (path, options) => (await (loading ??= load())).of(path, options),
    urlNow: (path) => urls?.now(path) ?? null,
    copy: async ({ path, name, mime, width, height }) => {
      const bytes = await context.backend.downloadFile(path);
      return { bytes, name, mime, width, height };
    },
    stop: () => {
      stopped = true;
      urls?.stop();
    },
  };
}
