import type { Message } from './model.ts';
import type { ChatState, Timeline } from './state.ts';

type PinState = Pick<ChatState, 'pins' | 'pinWishes' | 'timelines'>;

/** Newest pin first; ties by id, as the database lists them. */
export const byPin = (a: Message, b: Message): number =>
  (b.pinnedAt ?? 0) - (a.pinnedAt ?? 0) || (a.id < b.id ? -1 : 1);

/** Until the server has told all pins, and where it cannot be asked, what is loaded tells some. */
const pinsAmong = (timeline: Timeline | undefined): readonly Message[] =>
  timeline?.messages.filter((message) => message.pinnedAt !== null).sort(byPin) ?? [];

/** What is pinned in a session, newest pin first, with what the person has just wished. */
export function pinsOf(state: PinState, sessionId: string): readonly Message[] {
  const pins = state.pins[sessionId] ?? pinsAmong(state.timelines[sessionId]);
  const wishes = Object.entries(state.pinWishes).filter(([, wish]) => wish.sessionId === sessionId);
  if (wishes.length === 0) return pins;
  const left = pins.filter((pin) => state.pinWishes[pin.id]?.on !== false);
  const added = wishes.flatMap(([id, { on }]) => {
    if (!on || pins.some((pin) => pin.id === id)) return [];
    const message = state.timelines[sessionId]?.messages.find((one) => one.id === id);
    return message === undefined ? [] : [message];
  });
  return [...added, ...left];
}

/** Whether a message of a session is pinned, as far as this device knows. */
export const isPinned = (state: PinState, sessionId: string, messageId: string): boolean =>
  state.pinWishes[messageId]?.on ??
  (state.pins[sessionId] ?? pinsAmong(state.timelines[sessionId])).some(
    (pin) => pin.id === messageId,
  );
