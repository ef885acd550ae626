import type { Channel } from './channel.ts';
import type { ChannelAccess } from './channel-access.ts';
import type { Frame } from './frames.ts';
import { asObject, isObject } from './join-config.ts';
import type { ServerContext } from './server-context.ts';

interface Owner {
  reply(ref: string | null, status: 'ok' | 'error', response: unknown): void;
  /** Closes the channel with a system error. */
  shutDown(message: string): void;
}

/** The `presence` events of one channel: track and untrack, always answered, never too often. */
export class ChannelPresence {
  private readonly channel: Channel;
  private readonly access: ChannelAccess;
  private readonly context: ServerContext;
  private readonly owner: Owner;
  /** When the calls of the present window came, ms since the epoch. */
  private calls: number[] = [];

  constructor(channel: Channel, access: ChannelAccess, context: ServerContext, owner: Owner) {
    this.channel = channel;
    this.access = access;
    this.context = context;
    this.owner = owner;
  }

  async handle(frame: Frame): Promise<void> {
    if (this.exceedsRate()) {
      this.owner.shutDown('Client presence rate limit exceeded');
      return;
    }
    const { presence: rate } = this.context.rates;
    rate.add();
    if (rate.exceeded()) {
      this.owner.shutDown('Too many presence messages per second');
      return;
    }
    const message = asObject(frame.payload);
    const event = typeof message['event'] === 'string' ? message['event'].toLowerCase() : null;
    if (event === null) this.owner.reply(frame.ref, 'ok', {});
    else if (event === 'track') await this.track(frame.ref, message['payload'] ?? {});
    else if (event === 'untrack') {
      this.context.presence.untrack(this.channel);
      this.owner.reply(frame.ref, 'ok', {});
    } else this.owner.reply(frame.ref, 'error', {});
  }

  private async track(ref: string | null, payload: unknown): Promise<void> {
    if (!isObject(payload)) {
      this.owner.reply(ref, 'error', { reason: 'Presence track payload must be a map' });
      return;
    }
    if (Buffer.byteLength(JSON.stringify(payload)) > this.context.limits.maxPayloadBytes) {
      this.owner.shutDown('Track message size exceeded');
      return;
    }
    await this.access.decidePresenceRead();
    const allowed = await this.access.mayWrite('presence');
    if (this.channel.closed) return;
    this.owner.reply(ref, allowed ? 'ok' : 'error', {});
    if (allowed) this.context.presence.track(this.channel, payload);
  }

  private exceedsRate(): boolean {
    const { presenceCalls, presenceWindowMs } = this.context.limits;
    if (presenceCalls === null) return false;
    const now = Date.now();
    this.calls = this.calls.filter((at) => now - at < presenceWindowMs);
    this.calls.push(now);
    return this.calls.length > presenceCalls;
  }
}
