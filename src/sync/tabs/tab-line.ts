import type { ChatEvent } from '../../core/events.ts';
import type { Stop } from '../../lib/stop.ts';
import type { Tabs } from './tabs.ts';

/** What tabs of one browser say to each other. `to` is the id of the tab that is meant. */
export type TabMessage =
  /** I hold the lead from now on. */
  | { readonly type: 'leads' }
  /** I am in view and would lead; is the leader awake, and is it in view itself? */
  | { readonly type: 'wants' }
  | { readonly type: 'stays'; readonly to: string }
  | { readonly type: 'yields'; readonly to: string }
  /** To the leader: here I am; this is on my screen; this is what I have that you may not. */
  | {
      readonly type: 'hello';
      readonly openSessionId: string | null;
      readonly events: readonly ChatEvent[];
    }
  /** To everybody: this has happened. */
  | { readonly type: 'happened'; readonly events: readonly ChatEvent[] }
  /** To the leader: another session is on my screen. */
  | { readonly type: 'opened'; readonly openSessionId: string | null }
  /** To the leader: the person asks for it here. */
  | { readonly type: 'reconnect'; readonly takeOver: boolean }
  | { readonly type: 'typing'; readonly sessionId: string; readonly typing: boolean };

interface Envelope {
  readonly from: string;
  /** The term that the sender leads in, or null if it follows. */
  readonly term: number | null;
  readonly message: TabMessage;
}

export interface TabLine {
  readonly post: (message: TabMessage) => void;
  close: Stop;
}

/**
 * Raised whenever messages between tabs change their meaning: tabs of an older build then form a
 * group of their own until they are reloaded.
 */
const PROTOCOL = 1;

/** The name that the tabs of one sign-in share, for their line and their locks. */
export const tabGroup = (userId: string, authSessionId: string): string =>
  `chat.${PROTOCOL}.${userId}.${authSessionId}`;

/** The line between tabs, typed. Only this build writes it, so what is heard is taken as it is. */
export function openTabLine(
  tabs: Tabs,
  group: string,
  term: () => number | null,
  hear: (message: TabMessage, from: string, term: number | null) => void,
): TabLine {
  const line = tabs.openLine(group, (data) => {
    const { from, term: theirs, message } = data as Envelope;
    hear(message, from, theirs);
  });
  return {
    post: (message) => {
      const envelope: Envelope = { from: tabs.id, term: term(), message };
      line.post(envelope);
    },
    close: line.close,
  };
}
