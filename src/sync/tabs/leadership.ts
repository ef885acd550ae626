import type { Clock } from '../../lib/clock.ts';
import type { Stop } from '../../lib/stop.ts';
import type { TermDisk } from '../disk/disk.ts';
import type { Environment } from '../environment.ts';
import type { TabMessage } from './tab-line.ts';
import type { Tabs } from './tabs.ts';

/** Between questions of a follower in view to the leader, in milliseconds. */
const ASK_EVERY_MS = 2_000;
/** A leader that does not answer for this long is frozen, in milliseconds. */
const ANSWER_WITHIN_MS = 2_000;

export interface Leadership {
  /** Begins to wait for the lead. */
  begin(): void;
  /** The term that this tab leads in, or null while it follows. */
  term(): number | null;
  /** Yields false for what an outranked leader says, which is not to be heeded. */
  hear(message: TabMessage, from: string, term: number | null): boolean;
  /** Whether no later term has begun, by the disk that all tabs share: asked before doing harm. */
  readonly stillLeads: () => Promise<boolean>;
  stop: Stop;
}

/**
 * Decides which tab of the browser speaks to the server for all of them.
 *
 *   following --granted (lock free)--------------------> leading
 *   following --wants, answered “yields” or not at all-> leading (lock stolen)
 *   leading --yields (hidden, and a tab in view wants)-> following
 *   leading --stolen, or outranked by a later term-----> following (and leads anew, if the lock is free)
 *
 * The lock makes one leader; the term, raised with each, makes an older one that only seemed dead
 * harmless: others ignore what it says, and it asks the disk before it sends anything.
 */
export function createLeadership(parts: {
  tabs: Tabs;
  group: string;
  userId: string;
  disk: Promise<TermDisk>;
  clock: Clock;
  environment: Environment;
  post: (message: TabMessage) => void;
  /** `quiet`: another tab led until now, so that nothing has to be said about the change. */
  onLead: (term: number, quiet: boolean) => void;
  onFollow: () => void;
  /** Back in view, and another tab, awake and in view too, goes on leading. */
  onStay: () => void;
}): Leadership {
  const { tabs, group, userId, disk, clock, environment, post } = parts;
  let leads: number | null = null;
  /** The latest term heard of, whoever leads in it. */
  let latest = 0;
  let stopped = false;
  let justInView = false;
  let stopLock: Stop = () => undefined;
  let cancelQuestion: Stop = () => undefined;

  function waitForLock(steal: boolean): void {
    stopLock();
    let current = true;
    const stopHolding = tabs.holdLock(group, steal, {
      onHeld: () => void take(() => current && !stopped),
      onLost: follow,
    });
    stopLock = () => {
      current = false;
      stopHolding();
    };
  }

  async function take(stillMine: () => boolean): Promise<void> {
    cancelQuestion();
    // Without a disk there is no term to share; then the lock alone must do.
    const raised = await disk.then((opened) => opened.raiseTerm(userId)).catch(() => 0);
    if (!stillMine()) return;
    const quiet = latest > 0;
    latest = Math.max(raised, latest + 1);
    leads = latest;
    parts.onLead(latest, quiet);
    post({ type: 'leads' });
  }

  function follow(): void {
    if (stopped) return;
    const led = leads !== null;
    leads = null;
    if (led) parts.onFollow();
    waitForLock(false);
    if (!led) return;
    // Robbed, it slept, and the line keeps nothing for those who sleep: it looks for itself.
    justInView = true;
    ask();
  }

  /** A tab in view asks for the lead now and then; that also finds out whether the leader lives. */
  function ask(): void {
    cancelQuestion();
    if (stopped || leads !== null || !environment.visible()) return;
    post({ type: 'wants' });
    cancelQuestion = clock.after(ANSWER_WITHIN_MS, () => waitForLock(true));
  }

  function hear(message: TabMessage, from: string, term: number | null): boolean {
    if (term !== null && term < latest) return false;
    if (term !== null) {
      latest = term;
      if (leads !== null && term > leads) follow();
    }
    if (message.type === 'leads') ask();
    else if (message.type === 'wants' && leads !== null) answer(from);
    else if (message.type === 'stays' && message.to === tabs.id) hearStay();
    else if (message.type === 'yields' && message.to === tabs.id) hearYield();
    return true;
  }

  function answer(to: string): void {
    if (environment.visible()) {
      post({ type: 'stays', to });
      return;
    }
    follow();
    post({ type: 'yields', to });
  }

  function hearYield(): void {
    // Asleep, it was robbed; awake, it answers a question of long ago.
    if (leads === null) waitForLock(true);
  }

  function hearStay(): void {
    if (leads !== null) return;
    cancelQuestion();
    cancelQuestion = clock.after(ASK_EVERY_MS, ask);
    if (justInView) parts.onStay();
    justInView = false;
  }

  const stopListening = environment.onChange(() => {
    if (!environment.visible()) {
      cancelQuestion();
      return;
    }
    justInView = true;
    ask();
  });

  return {
    begin: () => {
      waitForLock(false);
      ask();
    },
    term: () => leads,
    hear,
    stillLeads: async () => {
      const now = await disk.then((opened) => opened.readTerm(userId)).catch(() => 0);
      if (leads === null) return false;
      if (now <= leads) return true;
      // Another tab leads, or has raised the term too late to lead: the lock, asked for anew, tells.
      follow();
      return false;
    },
    stop: () => {
      stopped = true;
      leads = null;
      cancelQuestion();
      stopListening();
      stopLock();
    },
  };
}
