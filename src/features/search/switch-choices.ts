import type { Session } from '../../core/model.ts';
import { markText, type MarkedText } from '../../core/search-terms.ts';
import { sessionsInOrder, sessionTitle, unreadOf } from '../../core/selectors.ts';
import { sessionTopic } from '../../core/session-words.ts';
import type { ChatState } from '../../core/state.ts';
import { fuzzyMatch } from '../../lib/fuzzy.ts';

/** A session that somebody may mean. */
export interface SwitchChoice {
  readonly session: Session;
  readonly unread: number;
  readonly title: readonly MarkedText[];
  readonly topic: readonly MarkedText[];
  /** Only by letters that lie apart: another session may well be meant. */
  readonly loose: boolean;
}

/**
 * The sessions that somebody may mean by what they typed, best first and the newest of equals. Without
 * a query all but the open one, those with something unread first.
 */
export function switchChoices(
  { sessions, seen }: Pick<ChatState, 'sessions' | 'seen'>,
  query: string,
  openId: string | null,
): readonly SwitchChoice[] {
  const blank = query.trim() === '';
  const found = sessionsInOrder(sessions).flatMap((session) => {
    const [name, topic] = [sessionTitle(session), sessionTopic(session)];
    const match = fuzzyMatch(query, [name, topic]);
    if (match === null || (blank && session.id === openId)) return [];
    const unread = unreadOf({ seen }, session);
    const choice: SwitchChoice = {
      session,
      unread,
      title: markText(name, match.ranges[0] ?? []),
      topic: markText(topic, match.ranges[1] ?? []),
      loose: match.loose,
    };
    return [{ choice, rank: blank ? Number(unread > 0) : match.score }];
  });
  // Stable: what ranks alike stays as it is in the list.
  return found.sort((a, b) => b.rank - a.rank).map(({ choice }) => choice);
}
