import { setTimeout as delay } from 'node:timers/promises';
import { TOPIC_PREFIX } from './broadcast.ts';
import type { Channel } from './channel.ts';
import {
  decodeBinary,
  decodeText,
  encodeReply,
  encodeText,
  type Frame,
  type UserBroadcast,
} from './frames.ts';
import { Inbox } from './inbox.ts';
import { openChannel, type JoiningSocket } from './join.ts';
import type { Identity } from './jwt.ts';
import type { ServerContext } from './server-context.ts';
import { OPEN, type Wire } from './wire.ts';

const PHOENIX_TOPIC = 'phoenix';
const UNMATCHED = { reason: 'unmatched topic' };
const NORMAL = 1000;
const GOING_AWAY = 1001;

/** One connection and the channels joined on it. */
export class Socket implements JoiningSocket {
  readonly identity: Identity;
  readonly headers: Record<string, string>;
  private readonly wire: Wire;
  private readonly context: ServerContext;
  private readonly channels = new Map<string, Channel>();
  private readonly idle: NodeJS.Timeout;
  private gone = false;
  private reportedMalformed = false;

  /**
   * @param identity who the API key of the connection stands for
   * @param headers the `x-` headers of the handshake, which policies may read
   */
  constructor(
    wire: Wire,
    identity: Identity,
    headers: Record<string, string>,
    context: ServerContext,
  ) {
    this.wire = wire;
    this.identity = identity;
    this.headers = headers;
    this.context = context;
    const { idleTimeoutMs } = context.limits;
    this.idle = setTimeout(() => this.close(NORMAL, 'idle'), idleTimeoutMs);
    new Inbox(wire, (bytes, isBinary) => this.receive(bytes, isBinary));
    wire.on('close', () => this.dispose());
    // What a client did wrong (a frame too large, for one); `close` follows.
    wire.on('error', (error) => context.log(`Realtime closes a connection: ${error.message}`));
  }

  get channelCount(): number {
    return this.channels.size;
  }

  send(frame: string | Buffer): void {
    if (this.wire.readyState !== OPEN) return;
    this.wire.send(frame);
    const { bufferedAmount } = this.wire;
    if (bufferedAmount <= this.context.limits.maxBufferedBytes) return;
    this.context.log(`Realtime ends a connection that left ${bufferedAmount} bytes unread`);
    this.wire.terminate();
  }

  forget(channel: Channel): void {
    if (this.channels.get(channel.fullTopic) === channel) this.channels.delete(channel.fullTopic);
  }

  close(code: number, reason: string): void {
    this.wire.close(code, reason);
  }

  private dispose(): void {
    this.gone = true;
    clearTimeout(this.idle);
    for (const channel of this.channels.values()) channel.stop();
    this.channels.clear();
  }

  private async receive(bytes: Buffer, isBinary: boolean): Promise<void> {
    if (this.gone) return;
    this.idle.refresh();
    if (isBinary) {
      const broadcast = decodeBinary(bytes);
      if (broadcast !== null) await this.broadcast(broadcast);
      else this.dropMalformed();
      return;
    }
    const frame = decodeText(bytes.toString('utf8'));
    if (frame !== null) await this.dispatch(frame);
    else this.dropMalformed();
  }

  /** One line per connection: a client that sends one such frame usually sends many. */
  private dropMalformed(): void {
    if (this.reportedMalformed) return;
    this.reportedMalformed = true;
    this.context.log('Realtime drops malformed frames of a connection');
  }

  private async broadcast(message: UserBroadcast): Promise<void> {
    const channel = this.channels.get(message.topic);
    if (channel) await channel.handleBroadcast(message);
    else this.send(encodeReply({ ...to(message), joinRef: null }, 'error', UNMATCHED));
  }

  private async dispatch(frame: Frame): Promise<void> {
    if (frame.topic === PHOENIX_TOPIC) {
      if (frame.event === 'heartbeat')
        this.send(encodeReply({ ...to(frame), joinRef: null }, 'ok', {}));
      return;
    }
    const channel = this.channels.get(frame.topic);
    if (frame.event === 'phx_join') await this.join(frame, channel);
    else if (frame.event === 'phx_leave') this.leave(frame, channel);
    else if (channel) await channel.handle(frame);
    else this.send(encodeReply({ ...to(frame), joinRef: null }, 'error', UNMATCHED));
  }

  private async join(frame: Frame, previous: Channel | undefined): Promise<void> {
    if (!frame.topic.startsWith(TOPIC_PREFIX)) {
      this.send(encodeReply(to(frame), 'error', UNMATCHED));
      return;
    }
    // A second join replaces the first channel even if it is refused itself.
    if (previous) {
      previous.stop();
      this.forget(previous);
    }
    const joined = await openChannel(frame, this, this.context);
    const { joinErrorBackoffMs } = this.context.limits;
    if (!joined.ok && joinErrorBackoffMs > 0) await delay(joinErrorBackoffMs);
    if (this.gone) return;
    if (joined.ok) {
      this.channels.set(frame.topic, joined.channel);
      this.send(encodeReply(to(frame), 'ok', { postgres_changes: joined.postgresChanges }));
    } else this.send(encodeReply(to(frame), 'error', { reason: joined.reason }));
    if (previous) this.sendClose(previous.joinRef, frame.topic);
    if (joined.ok) joined.channel.start();
    else if (joined.closeSocket === true) {
      this.context.log('Realtime closes a connection: too many joins per second');
      this.close(GOING_AWAY, '');
    }
  }

  private leave(frame: Frame, channel: Channel | undefined): void {
    // A leave of an earlier join of the topic must not end the present one.
    if (channel && frame.joinRef !== null && frame.joinRef !== channel.joinRef) return;
    this.send(encodeReply(to(frame), 'ok', {}));
    if (!channel) return;
    channel.stop();
    this.forget(channel);
    this.sendClose(channel.joinRef, frame.topic);
  }

  private sendClose(joinRef: string | null, topic: string): void {
    this.send(encodeText({ joinRef, ref: joinRef, topic, event: 'phx_close', payload: {} }));
  }
}

function to({ joinRef, ref, topic }: Frame | UserBroadcast) {
  return { joinRef, ref, topic };
}
