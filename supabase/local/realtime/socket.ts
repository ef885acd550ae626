import type { RawData, WebSocket } from 'ws';
import { identify, isOpaqueKey } from './api-keys.ts';
import { TOPIC_PREFIX } from './broadcast.ts';
import { Channel, type ChannelSocket } from './channel.ts';
import {
  decodeBinary,
  decodeText,
  encodeReply,
  encodeText,
  type Frame,
  type UserBroadcast,
} from './frames.ts';
import { parseJoin } from './join-config.ts';
import { joinReason, type Identity } from './jwt.ts';
import type { ServerContext } from './server-context.ts';
import { setTimeout as delay } from 'node:timers/promises';

const PHOENIX_TOPIC = 'phoenix';
const UNMATCHED = { reason: 'unmatched topic' };

/**
 * One connection. Its frames are handled strictly one after the other, because clients send a
 * leave and the next join of the same topic without waiting for answers.
 */
export class Socket implements ChannelSocket {
  readonly headers: Record<string, string>;
  private readonly ws: WebSocket;
  private readonly identity: Identity;
  private readonly context: ServerContext;
  private readonly channels = new Map<string, Channel>();
  private work: Promise<void> = Promise.resolve();
  private gone = false;

  /**
   * @param identity who the API key of the connection stands for
   * @param headers the `x-` headers of the handshake, which policies may read
   */
  constructor(
    ws: WebSocket,
    identity: Identity,
    headers: Record<string, string>,
    context: ServerContext,
  ) {
    this.ws = ws;
    this.identity = identity;
    this.headers = headers;
    this.context = context;
    ws.on('message', (data, isBinary) => {
      this.work = this.work.then(() => this.receive(data, isBinary)).catch(reportBug);
    });
    ws.on('close', () => this.dispose());
    // A broken connection is followed by `close`; without a listener it would end the process.
    ws.on('error', () => undefined);
  }

  send(frame: string | Buffer): void {
    if (this.ws.readyState === this.ws.OPEN) this.ws.send(frame);
  }

  forget(channel: Channel): void {
    if (this.channels.get(channel.fullTopic) === channel) this.channels.delete(channel.fullTopic);
  }

  close(code: number, reason: string): void {
    this.ws.close(code, reason);
  }

  private dispose(): void {
    this.gone = true;
    for (const channel of this.channels.values()) channel.stop();
    this.channels.clear();
  }

  private async receive(data: RawData, isBinary: boolean): Promise<void> {
    if (this.gone) return;
    const bytes = Array.isArray(data)
      ? Buffer.concat(data)
      : Buffer.isBuffer(data)
        ? data
        : Buffer.from(data);
    if (isBinary) {
      const broadcast = decodeBinary(bytes);
      if (broadcast !== null) await this.broadcast(broadcast);
      return;
    }
    const frame = decodeText(bytes.toString('utf8'));
    if (frame !== null) await this.dispatch(frame);
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
    const joined = await this.open(frame);
    if (this.gone) return;
    if (typeof joined === 'string') {
      await delay(this.context.limits.joinErrorBackoffMs);
      this.send(encodeReply(to(frame), 'error', { reason: joined }));
    } else {
      this.channels.set(frame.topic, joined.channel);
      this.send(encodeReply(to(frame), 'ok', { postgres_changes: joined.postgresChanges }));
    }
    if (previous) this.sendClose(previous.joinRef, frame.topic);
    if (typeof joined !== 'string') joined.channel.start();
  }

  /** The checks of a join in the protocol's order; a string is the reason of a refusal. */
  private async open(
    frame: Frame,
  ): Promise<string | { channel: Channel; postgresChanges: unknown[] }> {
    const topic = frame.topic.slice(TOPIC_PREFIX.length);
    if (topic === '') return 'TopicNameRequired: You must provide a topic name';
    if (this.channels.size >= this.context.limits.channelsPerSocket)
      return 'ChannelRateLimitReached: Too many channels';
    const config = parseJoin(frame.payload);
    const token = config.accessToken;
    let identity = this.identity;
    if (token !== null && !isOpaqueKey(token)) {
      const verified = identify(token, this.context.keys, Date.now());
      if (verified?.ok === false) return joinReason(verified.fault);
      if (verified !== null) identity = verified.identity;
    }
    const channel = new Channel(topic, frame.joinRef, config, identity, this, this.context);
    const reason = await channel.authorize();
    if (reason !== null) return reason;
    if (config.replay)
      return config.isPrivate
        ? 'UnableToReplayMessages: Realtime was unable to replay messages'
        : 'UnableToReplayMessages: Replay is not allowed for public channels';
    // Clients compare the echoed bindings with their own, one by one.
    const postgresChanges = config.postgresChanges.map((change, id) => ({ id: id + 1, ...change }));
    return { channel, postgresChanges };
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

/** A fault of one frame must not end the server, nor go unseen. */
function reportBug(error: unknown): void {
  console.error('Realtime could not handle a frame:', error);
}
