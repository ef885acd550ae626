import { lowerBound } from '../lib/sorted.ts';
import type { ChatError } from './errors.ts';
import type { ChatEvent } from './events.ts';
import type { Jump, JumpTarget } from './jump.ts';
import type { Message } from './model.ts';
import { loadWindow, reloadWindow } from './reduce-pages.ts';
import { seqOf } from './reduce-timeline.ts';
import type { ChatState, Timeline } from './state.ts';

const timeOf = (message: Message): number => message.createdAt;

/** Index of the target among the messages, or of where it would be. */
function indexOf(messages: readonly Message[], target: Exclude<JumpTarget, { latest: true }>) {
  if ('seq' in target) return lowerBound(messages, target.seq, seqOf);
  // The database stamps messages in the order of `seq`.
  if ('at' in target) return lowerBound(messages, target.at, timeOf);
  return messages.findIndex((message) => message.id === target.messageId);
}

/**
 * The target's `seq` if it can be shown without loading anything, with a neighbour on either side
 * where there is one (see `timelineRows`); null for the newest; undefined if it must be loaded.
 */
function loadedSeq(timeline: Timeline | undefined, target: JumpTarget): number | null | undefined {
  if (timeline?.status !== 'ready') return undefined;
  const { messages, hasOlder, hasNewer } = timeline;
  if ('latest' in target) return hasNewer ? undefined : null;
  const index = indexOf(messages, target);
  const inside =
    index >= (hasOlder ? 1 : 0) && index < messages.length - (hasNewer ? 1 : 0) && index >= 0;
  return inside ? messages[index]?.seq : undefined;
}

export function requestJump(
  state: ChatState,
  { id, sessionId, target }: Extract<ChatEvent, { type: 'jump/requested' }>,
): ChatState {
  const seq = loadedSeq(state.timelines[sessionId], target);
  const status = seq === undefined ? 'loading' : 'landing';
  return { ...state, jump: { id, sessionId, target, status, seq: seq ?? null, error: null } };
}

/** Changes the wish with this id, if it is still the person's and as far as `status`. */
function changeJump(
  state: ChatState,
  id: string,
  status: Jump['status'],
  change: Partial<Jump> | null,
): ChatState {
  const { jump } = state;
  if (jump?.id !== id || jump.status !== status) return state;
  return { ...state, jump: change === null ? null : { ...jump, ...change } };
}

/** What is loaded around the target takes the place of what was loaded. */
export function applyWindow(
  state: ChatState,
  { sessionId, page, jump }: Extract<ChatEvent, { type: 'timeline/windowLoaded' }>,
): ChatState {
  if (jump === null) return reloadWindow(state, sessionId, page);
  if (state.jump?.id !== jump.id || state.jump.status !== 'loading') return state;
  // The very message may be out of this person's reach: then the nearest one.
  const at = jump.seq === null ? -1 : lowerBound(page.messages, jump.seq, seqOf);
  const seq = (page.messages[at] ?? (jump.seq === null ? undefined : page.messages.at(-1)))?.seq;
  return changeJump(loadWindow(state, sessionId, page), jump.id, 'loading', {
    status: 'landing',
    seq: seq ?? null,
  });
}

export const failJump = (state: ChatState, id: string, error: ChatError): ChatState =>
  changeJump(state, id, 'loading', { status: 'failed', error });

export const landJump = (state: ChatState, id: string): ChatState =>
  changeJump(state, id, 'landing', { status: 'landed' });

export const endJump = (state: ChatState, id: string): ChatState =>
  changeJump(changeJump(state, id, 'landed', null), id, 'failed', null);
