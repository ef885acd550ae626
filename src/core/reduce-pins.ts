import { withoutKey } from '../lib/without-key.ts';
import type { ChatEvent } from './events.ts';
import type { Message } from './model.ts';
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
      return state.pins[event.sessionId] === undefined
        ? state
        : { ...state, pins: withoutKey(state.pins, event.sessionId) };
    default:
      return state;
  }
}

/** Newest pin first; ties by id, as the database lists them. */
const byPin = (a: Message, b: Message): number =>
  (b.pinnedAt ?? 0) - (a.pinnedAt ?? 0) || (a.id < b.id ? -1 : 1);

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

/** Messages arrived: those that are pinned belong to the pins, the others do not. */
function hearPins(state: ChatState, sessionId: string, messages: readonly Message[]): ChatState {
  const pins = state.pins[sessionId];
  if (pins === undefined) return state;
  const touched = messages.filter((message) => {
    const known = pins.find((pin) => pin.id === message.id);
    return known === undefined ? message.pinnedAt !== null : message.rev > known.rev;
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
export function loadPins(
  state: ChatState,
  sessionId: string,
  messages: readonly Message[],
): ChatState {
  const pins = latest(state, sessionId, messages)
    .filter((message) => message.pinnedAt !== null)
    .sort(byPin);
  return { ...state, pins: { ...state.pins, [sessionId]: pins } };
}

/** The person pins or unpins a message; it counts at once. */
export const wishPin = (
  state: ChatState,
  { sessionId, messageId, on }: Extract<ChatEvent, { type: 'pin/wished' }>,
): ChatState => ({
  ...state,
  pinWishes: { ...state.pinWishes, [messageId]: { sessionId, on } },
});

/** The server has answered: from now on what it says counts. */
export const settlePin = (state: ChatState, messageId: string): ChatState =>
  state.pinWishes[messageId] === undefined
    ? state
    : { ...state, pinWishes: withoutKey(state.pinWishes, messageId) };
