import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { faults } from './errors.ts';
import { DRAIN_LIMIT_BYTES } from './limits.ts';

export interface Written {
  /** Bytes. */
  size: number;
  /** As S3 writes it: the MD5 in quotes. */
  eTag: string;
}

const INCOMING = 'incoming';
const VERSION = /^[0-9a-f-]{36}$/;

/**
 * Files on disk, one per version of an object and named by the version alone, a UUID the server
 * made: no name that a client chose ever becomes part of a path. A file waits under `incoming/`
 * until its row is committed; `reconcile` settles what a kill left between the two.
 */
export class Files {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Writes a body to its temporary place. Throws EntityTooLarge; then nothing is left behind. */
  async receive(
    version: string,
    body: ReadableStream<Uint8Array> | Uint8Array | null,
    maxBytes: number,
  ): Promise<Written> {
    const hash = createHash('md5');
    let size = 0;
    const measure = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        size += chunk.byteLength;
        if (size > DRAIN_LIMIT_BYTES) break;
        // The rest is read and dropped: a client that is still sending would not hear the answer.
        if (size > maxBytes) continue;
        hash.update(chunk);
        yield chunk;
      }
      if (size > maxBytes) throw faults.tooLarge();
    };
    const source = body instanceof Uint8Array || body === null ? [body ?? new Uint8Array()] : body;
    try {
      await pipeline(Readable.from(source), measure, createWriteStream(this.incoming(version)));
    } catch (error) {
      await this.discard(version);
      throw error;
    }
    return { size, eTag: `"${hash.digest('hex')}"` };
  }

  /** Copies a stored file to the temporary place of another version. */
  async copy(from: string, to: string): Promise<void> {
    await copyFile(this.stored(from), this.incoming(to));
  }

  /** Moves a file to its final place; call once its row is committed. */
  async keep(version: string): Promise<void> {
    await rename(this.incoming(version), this.stored(version));
  }

  /** Removes a file that no row will ever name. */
  async discard(version: string): Promise<void> {
    await rm(this.incoming(version), { force: true });
  }

  /** Removes the file of a row that is gone. */
  async remove(version: string): Promise<void> {
    await rm(this.stored(version), { force: true });
  }

  /** The bytes from `start` through `end`. */
  read(version: string, start: number, end: number): ReadableStream<Uint8Array> {
    const stream = createReadStream(this.stored(version), { start, end });
    return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
  }

  /** Makes the folders, keeps what rows name and removes the rest. Call before serving. */
  async reconcile(versions: ReadonlySet<string>): Promise<void> {
    await mkdir(path.join(this.folder, INCOMING), { recursive: true });
    await chmod(this.folder, 0o700);
    for (const version of await readdir(path.join(this.folder, INCOMING)))
      await (versions.has(version) ? this.keep(version) : this.discard(version));
    for (const version of await readdir(this.folder))
      if (version !== INCOMING && !versions.has(version)) await this.remove(version);
  }

  private incoming(version: string): string {
    return path.join(this.folder, INCOMING, safe(version));
  }

  private stored(version: string): string {
    return path.join(this.folder, safe(version));
  }
}

/** Rows written in SQL may carry any version. */
function safe(version: string): string {
  if (!VERSION.test(version)) throw faults.noObject();
  return version;
}
