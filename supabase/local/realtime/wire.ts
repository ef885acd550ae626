import type { RawData } from 'ws';

/** What the server needs of a WebSocket. Fault hooks stand in between as one of these. */
export interface Wire {
  readonly readyState: number;
  /** Bytes handed over and not yet taken by the network. */
  readonly bufferedAmount: number;
  send(data: string | Buffer): void;
  close(code: number, reason: string): void;
  /** Ends the connection without a word; the other side sees 1006. */
  terminate(): void;
  /** Stops reading, so that the client has to wait. */
  pause(): void;
  resume(): void;
  on(event: 'message', listener: (data: RawData, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** `readyState` of an open connection. */
export const OPEN = 1;

/** The bytes of a message, however `ws` hands them over. */
export function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
