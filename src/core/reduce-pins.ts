import { withoutKey } from '../lib/without-key.ts';
import type { ChatEvent } from './events.ts';
import type { Message } from './model.ts';
import { byPin } from './pins.ts';
import { laterChange } from './reduce-timeline.ts';
import type { ChatState } from './state.ts';

/** `state` after `event`, with the pins of sessions as true as their messages. */
export function followPins(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'timeline/pageLoaded':
    case 'timeline/newerLoaded':
    case 'timeline/windowLoaded':
    case 'timeline/synced':
      return hearPins(state, event.sessionId, event.page.messages);
    case 'message/received':
    case 'outbox/accepted':
      return hearPins(state, event.message.sessionId, [event.message]);
    case 'session/removed':
      return forgetPins(state, event.sessionId);
    case 'pins/loaded':
      return loadPins(state, event.sessionId, event.messages);
    case 'pin/wished':
      return wishPin(state, event);
    case 'pin/settled':
      return settlePin(state, event.messageId);
    default:
      return state;
  }
}

function forgetPins(state: ChatState, sessionId: string): ChatState {
  const pins = withoutKey(state.pins, sessionId);
  const unpinned = withoutKey(state.unpinned, sessionId);
  return pins === state.pins && unpinned === state.unpinned ? state : { ...state, pins, unpinned };
}

/** Each message as it was last heard of: what arrives may be older than what is loaded. */
function latest(
  state: ChatState,
  sessionId: string,
  messages: readonly Message[],
): readonly Message[] {
  const loaded = state.timelines[sessionId]?.messages ?? [];
  return messages.map((message) => {
    const known = loaded.find((one) => one.id === message.id);
    return known === undefined ? message : laterChange(message, known);
  });
}

/** Whether `message`, as it arrives, is older than the last that was heard of it: no pin. */
const isOvertaken = (state: ChatState, message: Message): boolean =>
  message.rev < (state.unpinned[message.sessionId]?.[message.id] ?? 0);

/**
 * Remembers when messages that are not loaded were heard to be no pins. Of loaded ones the timeline
 * itself tells; without this, a pin that arrives after the change that ended it would stay.
 */
function rememberUnpinned(
  state: ChatState,
  sessionId: string,
  messages: readonly Message[],
): ChatState {
  const loaded = state.timelines[sessionId]?.messages;
  const [oldest, newest] = [loaded?.[0]?.seq ?? Infinity, loaded?.at(-1)?.seq ?? -Infinity];
  const known = state.unpinned[sessionId];
  const news = messages.filter(
    ({ id, seq, rev, pinnedAt }) =>
      pinnedAt === null && (seq < oldest || seq > newest) && rev > (known?.[id] ?? 0),
  );
  if (news.length === 0) return state;
  const revs = { ...known, ...Object.fromEntries(news.map(({ id, rev }) => [id, rev])) };
  return { ...state, unpinned: { ...state.unpinned, [sessionId]: revs } };
}

/** Messages arrived: those that are pinned belong to the pins, the others do not. */
function hearPins(before: ChatState, sessionId: string, messages: readonly Message[]): ChatState {
  const state = rememberUnpinned(before, sessionId, messages);
  const pins = state.pins[sessionId];
  if (pins === undefined) return state;
  const touched = messages.filter((message) => {
    const known = pins.find((pin) => pin.id === message.id);
    if (known !== undefined) return message.rev > known.rev;
    return message.pinnedAt !== null && !isOvertaken(state, message);
  });
  const news = latest(state, sessionId, touched);
  if (news.length === 0) return state;
  const changed = new Set(news.map((message) => message.id));
  const next = [
    ...pins.filter((pin) => !changed.has(pin.id)),
    ...news.filter((message) => message.pinnedAt !== null),
  ].sort(byPin);
  return { ...state, pins: { ...state.pins, [sessionId]: next } };
}

/**
 * The server's answer. Of a message that changed while it was on its way the later state counts; one
 * that it does not name is no pin (who asks makes sure that nothing was heard meanwhile).
 */
function loadPins(state: ChatState, sessionId: string, messages: readonly Message[]): ChatState {
  const pins = latest(state, sessionId, messages)
    .filter((message) => message.pinnedAt !== null && !isOvertaken(state, message))
    .sort(byPin);
  return { ...state, pins: { ...state.pins, [sessionId]: pins } };
}

/** The person pins or unpins a message; it counts at once. */
const wishPin = (
  state: ChatState,
  { sessionId, messageId, on }: Extract<ChatEvent, { type: 'pin/wished' }>,
): ChatState => ({
  ...state,
  pinWishes: { ...state.pinWishes, [messageId]: { sessionId, on } },
});

/** The server has answered: from now on what it says counts. */
const settlePin = (state: ChatState, messageId: string): ChatState =>
  state.pinWishes[messageId] === undefined
    ? state
    : { ...state, pinWishes: withoutKey(state.pinWishes, messageId) };
