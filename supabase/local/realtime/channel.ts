import { randomUUID } from 'node:crypto';
import type { Requester } from './authorization.ts';
import { publishBroadcast, publishText, TOPIC_PREFIX } from './broadcast.ts';
import { ChannelAccess } from './channel-access.ts';
import { ChannelReplay } from './channel-replay.ts';
import { ChannelPresence } from './channel-presence.ts';
import { ChannelOutput } from './channel-output.ts';
import type { Frame, UserBroadcast } from './frames.ts';
import { asObject, type JoinConfig } from './join-config.ts';
import type { Identity } from './jwt.ts';
import type { ServerContext } from './server-context.ts';

const NO_POSTGRES_CHANGES = 'The local stack does not serve postgres_changes';

/** What a channel needs from the socket it lives on. */
export interface ChannelSocket {
  send(frame: string | Buffer): void;
  /** Called after the channel closed itself (expiry, lost access, limits). */
  forget(channel: Channel): void;
  headers: Record<string, string>;
}

/**
 * One joined topic of one socket.
 *
 *     joined --leave | duplicate join | socket gone--> closed
 *       \------expired | lost access | limit: system error + phx_close--> closed
 */
export class Channel {
  readonly topic: string;
  readonly joinRef: string | null;
  readonly presenceKey: string;
  readonly isPrivate: boolean;
  private readonly config: JoinConfig;
  private readonly access: ChannelAccess;
  private readonly socket: ChannelSocket;
  private readonly context: ServerContext;
  private readonly presence: ChannelPresence;
  private readonly output: ChannelOutput;
  readonly replay = new ChannelReplay();
  private ended = false;

  /** @param topic without the `realtime:` prefix */
  constructor(
    topic: string,
    joinRef: string | null,
    config: JoinConfig,
    identity: Identity,
    socket: ChannelSocket,
    context: ServerContext,
  ) {
    this.topic = topic;
    this.joinRef = joinRef;
    this.isPrivate = config.isPrivate;
    this.presenceKey = config.presenceKey === '' ? randomUUID() : config.presenceKey;
    this.config = config;
    this.socket = socket;
    this.context = context;
    this.output = new ChannelOutput(topic, joinRef, (frame) => socket.send(frame));
    this.access = new ChannelAccess(identity, config, context, {
      requester: (current) => this.requester(current),
      refuse: (message) => this.shutDown(message),
    });
    this.presence = new ChannelPresence(this, this.access, context, {
      reply: (ref, status, response) => this.output.reply(ref, status, response),
      shutDown: (message) => this.shutDown(message),
    });
  }

  get fullTopic(): string {
    return TOPIC_PREFIX + this.topic;
  }

  /** Read through a getter: it changes while a handler waits. */
  get closed(): boolean {
    return this.ended;
  }

  get mayReadBroadcast(): boolean {
    return this.access.readBroadcast;
  }

  get mayReadPresence(): boolean {
    return this.access.readPresence;
  }

  /** Asks for read access; returns the reason of a refusal, or null when the join may go on. */
  authorize(): Promise<string | null> {
    return this.access.authorizeJoin(this.topic);
  }

  /** After the join was answered: starts listening and sends what a new member gets. */
  start(): void {
    this.context.registry.add(this);
    this.access.armExpiry();
    this.replay.release(this.output);
    if (this.config.presenceEnabled && this.mayReadPresence)
      this.output.push('presence_state', this.context.presence.state(this));
    if (this.config.postgresChanges.length > 0)
      this.output.system('postgres_changes', 'error', NO_POSTGRES_CHANGES);
    if (this.config.replicationReady) void this.reportReplication();
  }

  /** Stops listening; nothing is sent. */
  stop(): void {
    if (this.ended) return;
    this.ended = true;
    this.access.stop();
    this.context.registry.remove(this);
    this.context.presence.untrack(this);
  }

  /** A frame for all members: the topic's presence. */
  send(frame: string | Buffer): void {
    this.socket.send(frame);
  }

  /**
   * A broadcast. Over the project's rate of messages the receivers are shut, as on hosted.
   * @param rowId of a message from the database
   */
  deliver(frame: string | Buffer, rowId: string | null): void {
    if (this.replay.covers(rowId)) return;
    const { messages } = this.context.rates;
    messages.add();
    if (messages.exceeded()) this.shutDown('Too many messages per second');
    else this.socket.send(frame);
  }

  /** A text frame for this channel. Unknown events are ignored without a reply. */
  async handle(frame: Frame): Promise<void> {
    switch (frame.event.toLowerCase()) {
      case 'access_token':
        return this.access.refresh(asObject(frame.payload)['access_token'], this.topic);
      case 'presence':
        return this.presence.handle(frame);
      case 'broadcast': {
        const size = Buffer.byteLength(JSON.stringify(frame.payload ?? null));
        if (!(await this.admitBroadcast(frame, size))) return;
        this.context.rates.messages.add();
        publishText(this.context.registry, this.target(), frame.payload);
        this.acknowledge(frame);
      }
    }
  }

  /** A binary broadcast from this channel's client. */
  async handleBroadcast(message: UserBroadcast): Promise<void> {
    if (!(await this.admitBroadcast(message, message.payload.length))) return;
    this.context.rates.messages.add();
    publishBroadcast(this.context.registry, this.target(), { ...message, meta: '' });
    this.acknowledge(message);
  }

  private target() {
    const { topic, isPrivate } = this;
    return this.config.self ? { topic, isPrivate } : { topic, isPrivate, except: this };
  }

  /** A denied broadcast is dropped in silence, even when an acknowledgement was asked for. */
  private async admitBroadcast(from: Pick<Frame, 'ref'>, bytes: number): Promise<boolean> {
    if (!(await this.access.mayWrite('broadcast')) || this.ended) return false;
    if (bytes <= this.context.limits.maxPayloadBytes) return true;
    if (this.config.ack) this.output.reply(from.ref, 'error', 'payload_size_exceeded');
    return false;
  }

  private acknowledge(from: Pick<Frame, 'ref'>): void {
    if (this.config.ack) this.output.reply(from.ref, 'ok', {});
  }

  private async reportReplication(): Promise<void> {
    const ready = await this.context.feed.waitConnected(
      this.context.limits.replicationReadyTimeoutMs,
    );
    if (this.ended) return;
    if (ready) this.output.system('system', 'ok', 'Replication connection established');
    else this.shutDown('Replication connection was not established in time');
  }

  private requester(identity: Identity): Requester {
    return { claims: identity.claims, topic: this.topic, headers: this.socket.headers };
  }

  private shutDown(message: string): void {
    if (this.ended) return;
    this.output.system('system', 'error', message);
    this.stop();
    this.output.close();
    this.socket.forget(this);
  }
}
