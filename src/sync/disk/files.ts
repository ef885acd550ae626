import type { Disk, FileDisk } from './disk.ts';

/** The bytes of files that wait for their message: at hand in this tab at once, and on the disk. */
export interface Files {
  /** Takes bytes into keeping. */
  readonly put: (id: string, authorId: string, bytes: Blob) => void;
  /** Resolves when the disk has these as well; false if this tab alone has one of them. */
  written(ids: readonly string[]): Promise<boolean>;
  /** From wherever they are; null if this device does not have them (any more). Never rejects. */
  read(id: string): Promise<Blob | null>;
  remove(id: string): void;
}

const known = new WeakMap<Promise<Disk>, Files>();

/** The files on a disk: one and the same for everybody who asks with the same disk. */
export function filesOn(opening: Promise<Disk>): Files {
  const before = known.get(opening);
  if (before !== undefined) return before;
  const files = createFiles(opening);
  known.set(opening, files);
  return files;
}

function createFiles(opening: Promise<FileDisk>): Files {
  const inMemory = new Map<string, Blob>();
  /** File id → whether the disk took it, once it has answered. */
  const writing = new Map<string, Promise<boolean>>();
  return {
    put: (id, authorId, bytes) => {
      inMemory.set(id, bytes);
      const written = opening
        .then((disk) => disk.writeFile(id, authorId, bytes))
        .then(
          () => true,
          () => false,
        );
      writing.set(id, written);
    },
    written: async (ids) =>
      (await Promise.all(ids.map((id) => writing.get(id) ?? Promise.resolve(true)))).every(Boolean),
    read: async (id) =>
      inMemory.get(id) ?? (await opening.then((disk) => disk.readFile(id)).catch(() => null)),
    remove: (id) => {
      inMemory.delete(id);
      // A removal must not overtake the write before it.
      const written = writing.get(id);
      writing.delete(id);
      void Promise.all([opening, written])
        .then(([disk]) => disk.removeFile(id))
        .catch(() => undefined);
    },
  };
}
