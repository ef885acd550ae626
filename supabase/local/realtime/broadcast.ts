import type { Channel } from './channel.ts';
import { encodeBroadcast, encodeText, type Encoding } from './frames.ts';
import type { Registry } from './registry.ts';

export const TOPIC_PREFIX = 'realtime:';

interface Target {
  /** Without the `realtime:` prefix. */
  topic: string;
  isPrivate: boolean;
  /** The sending channel, when it does not want its own message back. */
  except?: Channel;
  /** The row in realtime.messages, for messages that have one. */
  rowId?: string;
}

/** Delivers a user broadcast (client push, database row, single REST message) as a binary frame. */
export function publishBroadcast(
  registry: Registry,
  target: Target,
  message: { event: string; meta: string; encoding: Encoding; payload: Buffer },
): void {
  const frame = encodeBroadcast(
    TOPIC_PREFIX + target.topic,
    message.event,
    message.meta,
    message.encoding,
    message.payload,
  );
  if (frame !== null) publish(registry, target, frame);
}

/** Delivers a broadcast that came as text (text push, REST batch) as a text frame, verbatim. */
export function publishText(registry: Registry, target: Target, payload: unknown): void {
  publish(
    registry,
    target,
    encodeText({
      joinRef: null,
      ref: null,
      topic: TOPIC_PREFIX + target.topic,
      event: 'broadcast',
      payload,
    }),
  );
}

function publish(registry: Registry, target: Target, frame: string | Buffer): void {
  for (const member of registry.members(target.topic, target.isPrivate))
    if (member !== target.except && member.mayReadBroadcast)
      member.deliver(frame, target.rowId ?? null);
}
