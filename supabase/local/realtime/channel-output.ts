import { TOPIC_PREFIX } from './broadcast.ts';
import { encodeBroadcast, encodeReply, encodeText, RAW } from './frames.ts';
import type { ReplayedRow } from './replay.ts';

/** The frames that one channel sends to its own client. */
export class ChannelOutput {
  private readonly topic: string;
  private readonly joinRef: string | null;
  private readonly send: (frame: string | Buffer) => void;

  /** @param topic without the `realtime:` prefix */
  constructor(topic: string, joinRef: string | null, send: (frame: string | Buffer) => void) {
    this.topic = topic;
    this.joinRef = joinRef;
    this.send = send;
  }

  reply(ref: string | null, status: 'ok' | 'error', response: unknown): void {
    this.send(encodeReply({ joinRef: this.joinRef, ref, topic: this.fullTopic }, status, response));
  }

  push(event: string, payload: unknown): void {
    this.text(null, event, payload);
  }

  system(extension: string, status: 'ok' | 'error', message: string): void {
    this.push('system', { extension, status, message, channel: this.topic });
  }

  /** A stored message: JSON as text, bytes as a binary frame. */
  replayed({ id, event, payload, binaryPayload }: ReplayedRow): void {
    const meta = { replayed: true, id };
    if (binaryPayload === null) {
      this.push('broadcast', { type: 'broadcast', event, payload, meta });
      return;
    }
    const text = JSON.stringify(meta);
    const frame = encodeBroadcast(this.fullTopic, event, text, RAW, binaryPayload);
    if (frame !== null) this.send(frame);
  }

  close(): void {
    this.text(this.joinRef, 'phx_close', {});
  }

  private text(ref: string | null, event: string, payload: unknown): void {
    this.send(encodeText({ joinRef: this.joinRef, ref, topic: this.fullTopic, event, payload }));
  }

  private get fullTopic(): string {
    return TOPIC_PREFIX + this.topic;
  }
}
