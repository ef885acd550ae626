import { WebSocket } from 'ws';

/** A text frame: `[join_ref, ref, topic, event, payload]`. */
export type TextFrame = [string | null, string | null, string, string, Record<string, unknown>];

/** A decoded kind 4 frame. */
export interface BinaryFrame {
  topic: string;
  event: string;
  meta: string;
  encoding: number;
  payload: Buffer;
}

export type Received = { text: TextFrame } | { binary: BinaryFrame };

const WAIT_MS = 15_000;
/** How many frames a failure shows. */
const SHOWN_FRAMES = 20;

/** A bare protocol 2.0.0 client: no reconnecting, no channels, just frames in and out. */
export class RawSocket {
  readonly received: Received[] = [];
  closeCode: number | null = null;
  private readonly ws: WebSocket;
  private readonly waiting = new Set<() => void>();
  private ref = 0;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data: Buffer, isBinary) => {
      this.received.push(
        isBinary
          ? { binary: decodeBroadcast(data) }
          : { text: JSON.parse(data.toString('utf8')) as TextFrame },
      );
      for (const wake of this.waiting) wake();
    });
    ws.on('close', (code) => {
      this.closeCode = code;
      for (const wake of this.waiting) wake();
    });
    ws.on('error', () => undefined);
  }

  /** Connects, or rejects with the status and body of the refusal as message. */
  static connect(apiUrl: string, query: Record<string, string>): Promise<RawSocket> {
    const url = new URL('/realtime/v1/websocket', apiUrl.replace(/^http/, 'ws'));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return new Promise((resolve, reject) => {
      const ws = new WebSocket(url);
      const socket = new RawSocket(ws);
      ws.once('open', () => resolve(socket));
      ws.once('unexpected-response', (_request, response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => reject(new Error(`${response.statusCode ?? 0} ${body}`)));
      });
      ws.once('error', reject);
    });
  }

  nextRef(): string {
    this.ref += 1;
    return String(this.ref);
  }

  sendRaw(data: string | Buffer): void {
    this.ws.send(data);
  }

  send(joinRef: string | null, ref: string | null, topic: string, event: string, payload: unknown) {
    this.ws.send(JSON.stringify([joinRef, ref, topic, event, payload]));
  }

  /** Joins and returns the join's reference and the reply's payload. */
  async join(topic: string, payload: unknown = {}): Promise<{ ref: string; reply: Reply }> {
    const ref = this.nextRef();
    this.send(ref, ref, topic, 'phx_join', payload);
    return { ref, reply: await this.reply(ref) };
  }

  /** Sends a kind 3 broadcast; returns its reference. */
  broadcast(
    joinRef: string,
    topic: string,
    event: string,
    payload: Buffer,
    { encoding = 1, meta = '' } = {},
  ): string {
    const ref = this.nextRef();
    const fields = [joinRef, ref, topic, event, meta].map((field) => Buffer.from(field, 'utf8'));
    const lengths = fields.map((field) => field.length);
    this.ws.send(Buffer.concat([Buffer.from([3, ...lengths, encoding]), ...fields, payload]));
    return ref;
  }

  async reply(ref: string): Promise<Reply> {
    const frame = await this.text((text) => text[1] === ref && text[3] === 'phx_reply');
    return frame[4] as unknown as Reply;
  }

  /** The first text frame, received already or to come, that fits. */
  async text(fits: (frame: TextFrame) => boolean): Promise<TextFrame> {
    const found = await this.find((item) => 'text' in item && fits(item.text));
    return (found as { text: TextFrame }).text;
  }

  async binary(fits: (frame: BinaryFrame) => boolean = () => true): Promise<BinaryFrame> {
    const found = await this.find((item) => 'binary' in item && fits(item.binary));
    return (found as { binary: BinaryFrame }).binary;
  }

  /**
   * The server handles a socket's frames in order: once this is answered, everything it had to say
   * to earlier frames has arrived.
   */
  async fence(): Promise<void> {
    const ref = this.nextRef();
    this.send(null, ref, 'phoenix', 'heartbeat', {});
    await this.reply(ref);
  }

  texts(event: string): TextFrame[] {
    return this.received.flatMap((item) =>
      'text' in item && item.text[3] === event ? [item.text] : [],
    );
  }

  binaries(): BinaryFrame[] {
    return this.received.flatMap((item) => ('binary' in item ? [item.binary] : []));
  }

  /** The system error that ended a channel, once its phx_close has come; null: none came before. */
  async explained(joinRef: string): Promise<Record<string, unknown> | null> {
    await this.text((frame) => frame[3] === 'phx_close' && frame[1] === joinRef);
    return this.texts('system').find((frame) => frame[0] === joinRef)?.[4] ?? null;
  }

  /** Resolves with the code when the connection has ended. */
  async closed(): Promise<number> {
    await this.find(() => false).catch(() => undefined);
    if (this.closeCode === null) throw new Error('The socket is still open.');
    return this.closeCode;
  }

  /** Stops reading, as a client that is too slow. */
  pause(): void {
    this.ws.pause();
  }

  resume(): void {
    this.ws.resume();
  }

  close(): void {
    this.ws.close();
  }

  private find(fits: (item: Received) => boolean): Promise<Received> {
    // Every frame is looked at once: there may be many thousands.
    let looked = 0;
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(look);
      };
      const look = () => {
        const found = this.received.slice(looked).find(fits);
        looked = this.received.length;
        if (!found && this.closeCode === null) return;
        done();
        if (found) resolve(found);
        else reject(new Error(`The socket was closed with ${this.closeCode ?? '?'}.`));
      };
      const timer = setTimeout(() => {
        done();
        const last = JSON.stringify(this.received.slice(-SHOWN_FRAMES));
        reject(new Error(`Not received; the last of ${this.received.length} were ${last}`));
      }, WAIT_MS);
      this.waiting.add(look);
      look();
    });
  }
}

export interface Reply {
  status: string;
  response: unknown;
}

/** Reads a kind 4 frame. */
export function decodeBroadcast(bytes: Buffer): BinaryFrame {
  const [kind, topicLength = 0, eventLength = 0, metaLength = 0, encoding = 0] = bytes;
  if (kind !== 4) throw new Error(`Frame of kind ${kind ?? '?'}; clients know 4 only.`);
  let at = 5;
  const take = (length: number) => bytes.subarray(at, (at += length)).toString('utf8');
  const topic = take(topicLength);
  const event = take(eventLength);
  const meta = take(metaLength);
  return { topic, event, meta, encoding, payload: bytes.subarray(at) };
}
