import type { Message } from './model.ts';
import type { ChatState } from './state.ts';

type PinState = Pick<ChatState, 'pins' | 'pinWishes' | 'timelines'>;

/** What is pinned in a session, newest pin first, with what the person has just wished. */
export function pinsOf(state: PinState, sessionId: string): readonly Message[] {
  const pins = state.pins[sessionId] ?? [];
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
  state.pins[sessionId]?.some((pin) => pin.id === messageId) ??
  false;
