import type { RawData } from 'ws';
import { bytesOf, type Wire } from './wire.ts';

/** What may wait for its turn before a client is made to wait itself. */
const MAX_WAITING_BYTES = 8_000_000;
/** What a waiting frame costs beyond its bytes. */
const FRAME_BYTES = 1_000;

/**
 * Handles the frames of one connection strictly one after the other, because clients send a leave
 * and the next join of the same topic without waiting for answers. Who sends faster than that is
 * not read from until the work is done, so nobody fills the server's memory.
 */
export class Inbox {
  private work: Promise<void> = Promise.resolve();
  private waitingBytes = 0;
  private paused = false;

  constructor(wire: Wire, handle: (bytes: Buffer, isBinary: boolean) => Promise<void>) {
    wire.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = bytesOf(data);
      const cost = bytes.length + FRAME_BYTES;
      this.waitingBytes += cost;
      if (!this.paused && this.waitingBytes > MAX_WAITING_BYTES) {
        this.paused = true;
        wire.pause();
      }
      this.work = this.work
        .then(() => handle(bytes, isBinary))
        .catch(reportBug)
        .then(() => {
          this.waitingBytes -= cost;
          if (!this.paused || this.waitingBytes > 0) return;
          this.paused = false;
          wire.resume();
        });
    });
  }
}

/** A fault of one frame must not end the server, nor go unseen. */
function reportBug(error: unknown): void {
  console.error('Realtime could not handle a frame:', error);
}
