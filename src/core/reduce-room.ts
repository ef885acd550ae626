import type { ChatState } from './state.ts';

/** How long somebody counts as typing after the last hint, in milliseconds. */
const TYPING_EXPIRES_MS = 5_000;

const isPeer = (state: ChatState, sessionId: string, userId: string): boolean =>
  state.sessions[sessionId]?.peers.some((peer) => peer.userId === userId) ?? false;

/** Hints carry whatever identity their sender wrote: only people of the session count. */
export function changeTyping(
  state: ChatState,
  sessionId: string,
  userId: string,
  typing: boolean,
  at: number,
): ChatState {
  if (!isPeer(state, sessionId, userId)) return state;
  const others = Object.entries(state.typing[sessionId] ?? {}).filter(([id]) => id !== userId);
  const people = Object.fromEntries(
    typing ? [...others, [userId, at + TYPING_EXPIRES_MS]] : others,
  );
  return { ...state, typing: { ...state.typing, [sessionId]: people } };
}

export function expireTyping(state: ChatState, at: number): ChatState {
  const expired = Object.values(state.typing).some((people) =>
    Object.values(people).some((expiresAt) => expiresAt <= at),
  );
  if (!expired) return state;
  const typing = Object.fromEntries(
    Object.entries(state.typing).map(([sessionId, people]) => [
      sessionId,
      Object.fromEntries(Object.entries(people).filter(([, expiresAt]) => expiresAt > at)),
    ]),
  );
  return { ...state, typing };
}

export function changeHere(
  state: ChatState,
  sessionId: string,
  userIds: readonly string[],
): ChatState {
  const people = [...new Set(userIds)].filter((id) => isPeer(state, sessionId, id)).sort();
  const before = state.here[sessionId] ?? [];
  if (people.join() === before.join()) return state;
  return { ...state, here: { ...state.here, [sessionId]: people } };
}
