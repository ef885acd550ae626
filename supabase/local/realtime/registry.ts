import type { Channel } from './channel.ts';

/**
 * Who listens to which topic. Public and private channels of one name are separate worlds: what is
 * sent in one is never heard in the other.
 */
export class Registry {
  private readonly topics = new Map<string, Set<Channel>>();

  add(channel: Channel): void {
    const key = topicKey(channel.topic, channel.isPrivate);
    const members = this.topics.get(key) ?? new Set();
    members.add(channel);
    this.topics.set(key, members);
  }

  remove(channel: Channel): void {
    const key = topicKey(channel.topic, channel.isPrivate);
    const members = this.topics.get(key);
    if (members?.delete(channel) && members.size === 0) this.topics.delete(key);
  }

  /** The channels joined to a topic (without the `realtime:` prefix), in order of joining. */
  members(topic: string, isPrivate: boolean): Iterable<Channel> {
    return this.topics.get(topicKey(topic, isPrivate)) ?? [];
  }
}

/** One name for a topic and its world. */
export function topicKey(topic: string, isPrivate: boolean): string {
  return `${isPrivate ? 'private' : 'public'} ${topic}`;
}
