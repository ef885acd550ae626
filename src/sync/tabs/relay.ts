import type { ChatEvent } from '../../core/events.ts';
import type { Stop } from '../../lib/stop.ts';
import type { ChatStore } from '../../store/store.ts';
import type { Ear } from '../ear.ts';
import { shareable } from './shared-events.ts';

export interface Relay {
  /** What happened in another tab happens here. */
  hear(events: readonly ChatEvent[]): void;
  stop: Stop;
}

/** What a person does to something in the outbox. */
const ASKED: ReadonlySet<ChatEvent['type']> = new Set<ChatEvent['type']>([
  'outbox/retried',
  'outbox/discarded',
  'outbox/fileRemoved',
]);

/**
 * Makes what happens in one tab happen in all: events that repeat change nothing, and an order
 * other than the server's is made good by `rev`, so nothing here needs an answer. Only the outbox
 * does: there the leader, who sends, is right, and says so when a tab believed otherwise.
 */
export function startRelay(
  store: ChatStore,
  ear: Ear,
  parts: {
    isLeading: () => boolean;
    /** Takes from the disk what is there and not known here. */
    reread: () => Promise<void>;
    post: (events: readonly ChatEvent[]) => void;
  },
): Relay {
  /** What is heard leads to events of this tab's own, and may be applied twice: it tells itself. */
  const fromOthers = new WeakSet<ChatEvent>();
  const stopListening = store.onEvent((event, state) => {
    if (fromOthers.has(event)) return;
    const shared = shareable(event, state);
    if (shared !== null) parts.post([shared]);
  });

  function insist(id: string): void {
    const item = store.getState().outbox.find((one) => one.id === id);
    if (item !== undefined) parts.post([{ type: 'outbox/mirrored', item }]);
  }

  /** Whether the leader must go on with its own version instead of what it hears. */
  function overrules(event: ChatEvent): boolean {
    if (!parts.isLeading()) return false;
    const { outbox } = store.getState();
    if (event.type === 'outbox/mirrored') return outbox.some((one) => one.id === event.item.id);
    if (!ASKED.has(event.type) || !('id' in event)) return false;
    // On the wire it can be neither called back nor changed.
    return outbox.some((one) => one.id === event.id && one.status === 'sending');
  }

  return {
    hear: (events) => {
      for (const event of events) {
        if (overrules(event)) {
          if (event.type === 'outbox/mirrored') insist(event.item.id);
          else if ('id' in event) insist(event.id);
          continue;
        }
        fromOthers.add(event);
        // What was written before it may have been missed, and must go first.
        if (event.type === 'outbox/mirrored' && parts.isLeading()) {
          void parts.reread().then(() => ear.hear([event]));
        } else ear.hear([event]);
      }
    },
    stop: stopListening,
  };
}
