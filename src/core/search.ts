import type { Message, Session } from './model.ts';

/** What to look for. Everything that is asked for must hold. */
export interface MessageSearch {
  /** Words, or beginnings of words; empty for any text. At most `MAX_SEARCH_CHARACTERS`. */
  readonly text: string;
  /** Null for all sessions. */
  readonly sessionId: string | null;
  /** All sessions shared with this person; null for any. */
  readonly peerId: string | null;
  /** Null for anybody. */
  readonly senderId: string | null;
  /** Only messages with files. */
  readonly hasFile: boolean;
  /** Sent at this moment or later (epoch ms); null for any. */
  readonly since: number | null;
  /** Sent before this moment (epoch ms); null for any. */
  readonly before: number | null;
}

/** A page of what was found, newest first. */
export interface FoundPage {
  readonly messages: readonly Message[];
  /** Opaque; asks for the page after it. Null after the last one. */
  readonly nextCursor: string | null;
}

/** The same, with the sessions that the list has not loaded. */
export interface FoundWithSessions extends FoundPage {
  readonly sessions: readonly Session[];
}

/** As the database takes it, in characters. */
export const MAX_SEARCH_CHARACTERS = 200;

/** Messages of one session that follow one another in what was found. */
export interface FoundGroup {
  /** Differs from group to group: a session may come up again further down. */
  readonly key: string;
  readonly sessionId: string;
  readonly messages: readonly Message[];
}

/**
 * Puts the messages of each page together by session. What comes with a later page is only ever put
 * below, so that nothing moves under the reader's eyes.
 */
export function groupFound(pages: readonly (readonly Message[])[]): readonly FoundGroup[] {
  const groups: { sessionId: string; messages: Message[] }[] = [];
  for (const page of pages) {
    const last = groups.at(-1);
    const open = new Map(last === undefined ? [] : [[last.sessionId, last]]);
    for (const message of page) {
      const { sessionId } = message;
      let group = open.get(sessionId);
      if (group === undefined) {
        group = { sessionId, messages: [] };
        open.set(sessionId, group);
        groups.push(group);
      }
      group.messages.push(message);
    }
  }
  return groups.map((group, index) => ({ key: `${group.sessionId}:${index}`, ...group }));
}

/** Whether two searches ask for the same. */
export const sameSearch = (a: MessageSearch, b: MessageSearch): boolean =>
  a.text.trim() === b.text.trim() &&
  a.sessionId === b.sessionId &&
  a.peerId === b.peerId &&
  a.senderId === b.senderId &&
  a.hasFile === b.hasFile &&
  a.since === b.since &&
  a.before === b.before;
