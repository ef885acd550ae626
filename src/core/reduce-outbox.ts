import { receiveMessage } from './reduce-timeline.ts';
import type { ChatError } from './errors.ts';
import type { Message } from './model.ts';
import type { ChatState, Outgoing } from './state.ts';

const change = (
  state: ChatState,
  id: string,
  from: readonly Outgoing['status'][],
  update: (item: Outgoing) => Outgoing,
): ChatState => {
  const item = state.outbox.find((o) => o.id === id);
  if (item === undefined || !from.includes(item.status)) return state;
  return { ...state, outbox: state.outbox.map((o) => (o === item ? update(o) : o)) };
};

const remove = (state: ChatState, id: string): ChatState =>
  state.outbox.some((o) => o.id === id)
    ? { ...state, outbox: state.outbox.filter((o) => o.id !== id) }
    : state;

export function compose(state: ChatState, item: Outgoing): ChatState {
  if (state.outbox.some((o) => o.id === item.id)) return state;
  // The message may already be back: a replayed event must not put it up twice.
  if (state.timelines[item.sessionId]?.messages.some((m) => m.id === item.id)) return state;
  return { ...state, outbox: [...state.outbox, item] };
}

export const store = (state: ChatState, id: string): ChatState =>
  change(state, id, ['unsaved'], (item) => ({ ...item, status: 'queued' }));

/** Earlier visits come before what has been written in this one. */
export function restore(state: ChatState, items: readonly Outgoing[]): ChatState {
  const here = new Set(state.outbox.map((item) => item.id));
  const arrived = (item: Outgoing): boolean =>
    state.timelines[item.sessionId]?.messages.some((message) => message.id === item.id) ?? false;
  const back = items.filter((item) => !here.has(item.id) && !arrived(item));
  return back.length === 0 ? state : { ...state, outbox: [...back, ...state.outbox] };
}

/** Takes over what another tab has of an item, whether it was known here or not. */
export const mirror = (state: ChatState, item: Outgoing): ChatState =>
  state.outbox.some((one) => one.id === item.id)
    ? { ...state, outbox: state.outbox.map((one) => (one.id === item.id ? item : one)) }
    : compose(state, item);

export const startSend = (state: ChatState, id: string): ChatState =>
  change(state, id, ['queued'], (item) => ({
    ...item,
    status: 'sending',
    attempts: item.attempts + 1,
    notBefore: null,
  }));

export const delay = (
  state: ChatState,
  id: string,
  error: ChatError,
  notBefore: number | null,
): ChatState =>
  change(state, id, ['sending'], (item) => ({ ...item, status: 'queued', error, notBefore }));

export const refuse = (state: ChatState, id: string, error: ChatError): ChatState =>
  change(state, id, ['sending'], (item) => ({ ...item, status: 'failed', error }));

export const retry = (state: ChatState, id: string): ChatState =>
  change(state, id, ['failed', 'queued'], (item) => ({
    ...item,
    status: 'queued',
    attempts: 0,
    notBefore: null,
    error: null,
  }));

export const discard = (state: ChatState, id: string): ChatState => {
  const item = state.outbox.find((o) => o.id === id);
  // What is on the wire may already be accepted; it cannot be called back.
  return item === undefined || item.status === 'sending' ? state : remove(state, id);
};

/** The server has it: by reply, by broadcast echo or by history, whichever came first. */
export const settle = (state: ChatState, message: Message): ChatState =>
  remove(receiveMessage(state, message), message.id);

/** Drops from the outbox everything that `messages` shows to have arrived. */
export function settleAll(state: ChatState, messages: readonly Message[]): ChatState {
  if (state.outbox.length === 0) return state;
  const arrived = new Set(messages.map((message) => message.id));
  const outbox = state.outbox.filter((item) => !arrived.has(item.id));
  return outbox.length === state.outbox.length ? state : { ...state, outbox };
}
