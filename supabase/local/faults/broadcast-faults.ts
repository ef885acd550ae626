import { decodeText } from '../realtime/frames.ts';
import type { FaultSet } from './fault-set.ts';

const KIND_USER_BROADCAST = 4;
const HEADER_BYTES = 5;

const KINDS = ['drop', 'duplicate', 'reorder', 'delay'] as const;

/** Drops, doubles, delays and reorders the broadcasts that one connection is sent. */
export class BroadcastFaults {
  private readonly faults: FaultSet;
  private readonly write: (data: string | Buffer) => void;
  /** Broadcasts that wait for the next one of their topic to overtake them. */
  private readonly held = new Map<string, string | Buffer>();

  constructor(faults: FaultSet, write: (data: string | Buffer) => void) {
    this.faults = faults;
    this.write = write;
  }

  send(data: string | Buffer): void {
    if (this.held.size === 0 && !this.faults.has(...KINDS)) {
      this.write(data);
      return;
    }
    const broadcast = nameOf(data);
    if (broadcast === null) {
      this.write(data);
      return;
    }
    const { topic, event } = broadcast;
    const overtaken = this.held.get(topic);
    if (overtaken !== undefined) {
      this.held.delete(topic);
      this.write(data);
      this.write(overtaken);
      return;
    }
    const fault = this.faults.take(
      KINDS,
      (one) =>
        (one.topic === undefined || one.topic === topic) &&
        (one.event === undefined || one.event === event),
    );
    if (fault?.kind === 'drop') return;
    if (fault?.kind === 'reorder') {
      this.held.set(topic, data);
      return;
    }
    if (fault?.kind === 'delay') {
      setTimeout(() => this.write(data), fault.ms);
      return;
    }
    this.write(data);
    if (fault?.kind === 'duplicate') this.write(data);
  }

  release(): void {
    for (const data of this.held.values()) this.write(data);
    this.held.clear();
  }
}

/** Topic and event of a broadcast; null for any other frame. */
function nameOf(data: string | Buffer): { topic: string; event: string } | null {
  if (typeof data === 'string') {
    const frame = decodeText(data);
    if (frame?.event !== 'broadcast') return null;
    const { event } = frame.payload as { event?: unknown };
    return { topic: frame.topic, event: typeof event === 'string' ? event : '' };
  }
  const [kind, topicBytes = 0, eventBytes = 0] = data;
  if (kind !== KIND_USER_BROADCAST) return null;
  const names = data.subarray(HEADER_BYTES);
  return {
    topic: names.subarray(0, topicBytes).toString('utf8'),
    event: names.subarray(topicBytes, topicBytes + eventBytes).toString('utf8'),
  };
}
