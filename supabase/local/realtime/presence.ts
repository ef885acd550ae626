import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Channel } from './channel.ts';
import { encodeText } from './frames.ts';
import { topicKey, type Registry } from './registry.ts';

type Meta = Record<string, unknown>;
type Metas = Record<string, { metas: Meta[] }>;

interface Tracked {
  key: string;
  payload: Meta;
  meta: Meta;
}

/** 12 random bytes are 16 characters of base64url, the length of a Phoenix reference. */
const REF_BYTES = 12;

/**
 * Who is here, per topic. A key (usually a person) may be tracked by several channels and then has
 * several metas; a channel tracks at most one.
 */
export class Presence {
  private readonly registry: Registry;
  private readonly topics = new Map<string, Map<Channel, Tracked>>();

  constructor(registry: Registry) {
    this.registry = registry;
  }

  /** Everyone on the channel's topic, as `presence_state` carries it. */
  state(channel: Channel): Metas {
    // Without a prototype: a client may well choose the key `__proto__`.
    const state = Object.create(null) as Metas;
    for (const { key, meta } of this.tracked(channel).values())
      (state[key] ??= { metas: [] }).metas.push(meta);
    return state;
  }

  /** Adds or changes what the channel shows; an identical payload is no change. */
  track(channel: Channel, payload: Meta): void {
    const tracked = this.tracked(channel);
    const before = tracked.get(channel);
    if (before && isDeepStrictEqual(before.payload, payload)) return;
    const meta: Meta = { ...payload, phx_ref: randomBytes(REF_BYTES).toString('base64url') };
    if (before) meta['phx_ref_prev'] = before.meta['phx_ref'];
    tracked.set(channel, { key: channel.presenceKey, payload, meta });
    this.topics.set(topicKey(channel.topic, channel.isPrivate), tracked);
    this.announce(
      channel,
      { [channel.presenceKey]: { metas: [meta] } },
      before ? { [before.key]: { metas: [before.meta] } } : {},
    );
  }

  /** Forgets the channel: it untracked, left, or its socket is gone. */
  untrack(channel: Channel): void {
    const tracked = this.tracked(channel);
    const before = tracked.get(channel);
    if (!before) return;
    tracked.delete(channel);
    if (tracked.size === 0) this.topics.delete(topicKey(channel.topic, channel.isPrivate));
    this.announce(channel, {}, { [before.key]: { metas: [before.meta] } });
  }

  private tracked(channel: Channel): Map<Channel, Tracked> {
    return (
      this.topics.get(topicKey(channel.topic, channel.isPrivate)) ?? new Map<Channel, Tracked>()
    );
  }

  private announce(channel: Channel, joins: Metas, leaves: Metas): void {
    const frame = encodeText({
      joinRef: null,
      ref: null,
      topic: channel.fullTopic,
      event: 'presence_diff',
      payload: { joins, leaves },
    });
    for (const member of this.registry.members(channel.topic, channel.isPrivate))
      if (member.mayReadPresence) member.send(frame);
  }
}
