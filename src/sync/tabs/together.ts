import { stopAll, type Stop } from '../../lib/stop.ts';
import type { SyncContext } from '../context.ts';
import type { Disk } from '../disk/disk.ts';
import type { Ear } from '../ear.ts';
import type { Lead } from '../lead.ts';
import { createLeadership } from './leadership.ts';
import { startRelay } from './relay.ts';
import { leadersKnowledge, ownKnowledge } from './shared-events.ts';
import { openTabLine, tabGroup, type TabMessage } from './tab-line.ts';
import type { Tabs } from './tabs.ts';

/** How the lead is begun: by this tab, on taking over from another one if `quiet`. */
export type BeginLead = (quiet: boolean, maySend: () => Promise<boolean>) => Lead;

export interface Together {
  readonly reconnect: (takeOver: boolean) => void;
  readonly sendTyping: (sessionId: string, typing: boolean) => void;
  stop: Stop;
}

interface TogetherParts {
  readonly ear: Ear;
  readonly disk: Promise<Disk>;
  readonly begin: BeginLead;
  /** See `Keeper`: to be called by the leader when it may have missed something. */
  readonly reread: () => Promise<void>;
  /** Back in view, while another tab goes on leading. */
  readonly onStay: () => void;
}

/** A browser whose tabs cannot talk: each leads itself. */
function startAlone(context: SyncContext, begin: BeginLead): Together {
  const lead = begin(false, () => Promise.resolve(true));
  context.store.dispatch({ type: 'tab/led', leads: true });
  return { reconnect: lead.reconnect, sendTyping: lead.sendTyping, stop: lead.stop };
}

/**
 * One tab leads and the others follow: what happens in one happens in all, and what a person asks
 * for in a follower that only the leader can do is passed on.
 */
function startAmongOthers(context: SyncContext, tabs: Tabs, parts: TogetherParts): Together {
  const { store, clock, environment, me } = context;
  const group = tabGroup(me.id, me.authSessionId);
  let lead: Lead | null = null;
  /** What the other tabs show, by tab, while this one leads. */
  const screens = new Map<string, { openSessionId: string | null; stopWatch: Stop }>();

  const line = openTabLine(tabs, group, () => leadership.term(), hear);
  const { post } = line;
  const relay = startRelay(store, parts.ear, {
    isLeading: () => lead !== null,
    reread: parts.reread,
    post: (events) => post({ type: 'happened', events }),
  });

  // A tab holds the lock of its own name for as long as it lives: whoever gets it knows that it died.
  const lockOf = (tabId: string): string => `${group}.${tabId}`;

  function showElsewhere(): void {
    const ids = [...screens.values()].flatMap(({ openSessionId }) => openSessionId ?? []);
    lead?.openElsewhere(new Set(ids));
  }

  function noteScreen(tabId: string, openSessionId: string | null): void {
    const known = screens.get(tabId);
    const stopWatch =
      known?.stopWatch ??
      tabs.holdLock(lockOf(tabId), false, {
        onHeld: () => forgetScreen(tabId),
        onLost: () => undefined,
      });
    screens.set(tabId, { openSessionId, stopWatch });
    showElsewhere();
  }

  function forgetScreen(tabId: string): void {
    screens.get(tabId)?.stopWatch();
    screens.delete(tabId);
    showElsewhere();
  }

  function greet(): void {
    const state = store.getState();
    post({ type: 'hello', openSessionId: state.openSessionId, events: ownKnowledge(state) });
  }

  const leadership = createLeadership({
    tabs,
    group,
    userId: me.id,
    disk: parts.disk,
    clock,
    environment,
    post,
    onLead: (_term, quiet) => {
      const live = store.getState().connection.status === 'live';
      lead = parts.begin(quiet && live, leadership.stillLeads);
      store.dispatch({ type: 'tab/led', leads: true });
      // Of tabs that closed before this one could hear them, the disk knows.
      void parts.reread();
    },
    onFollow: () => {
      lead?.stop();
      lead = null;
      for (const tabId of [...screens.keys()]) forgetScreen(tabId);
      store.dispatch({ type: 'tab/led', leads: false });
    },
    onStay: parts.onStay,
  });

  function hear(message: TabMessage, from: string, term: number | null): void {
    if (!leadership.hear(message, from, term)) return;
    switch (message.type) {
      case 'leads':
        greet();
        return;
      case 'hello':
        if (lead === null) return;
        relay.hear(message.events);
        noteScreen(from, message.openSessionId);
        post({ type: 'happened', events: leadersKnowledge(store.getState()) });
        return;
      case 'happened':
        relay.hear(message.events);
        return;
      case 'opened':
        if (lead !== null) noteScreen(from, message.openSessionId);
        return;
      case 'reconnect':
        lead?.reconnect(message.takeOver);
        return;
      case 'typing':
        lead?.sendTyping(message.sessionId, message.typing);
        return;
      case 'wants':
        // Asked while it was asleep, it may have missed more than the question.
        if (lead !== null) void parts.reread();
        return;
      default:
        // Between leaders, and heard above.
        return;
    }
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (lead !== null || state.openSessionId === before.openSessionId) return;
    post({ type: 'opened', openSessionId: state.openSessionId });
  });
  const stopLiving = tabs.holdLock(lockOf(tabs.id), false, {
    // Not before: the leader would take the tab for a dead one.
    onHeld: greet,
    onLost: () => undefined,
  });
  leadership.begin();

  return {
    reconnect: (takeOver) => {
      if (lead === null) post({ type: 'reconnect', takeOver });
      else lead.reconnect(takeOver);
    },
    sendTyping: (sessionId, typing) => {
      if (lead === null) post({ type: 'typing', sessionId, typing });
      else lead.sendTyping(sessionId, typing);
    },
    stop: stopAll([
      leadership.stop,
      () => lead?.stop(),
      unsubscribe,
      relay.stop,
      stopLiving,
      () => {
        for (const { stopWatch } of screens.values()) stopWatch();
      },
      line.close,
    ]),
  };
}

export function startTogether(
  context: SyncContext,
  tabs: Tabs | null,
  parts: TogetherParts,
): Together {
  return tabs === null ? startAlone(context, parts.begin) : startAmongOthers(context, tabs, parts);
}
