import { withoutKey } from '../lib/without-key.ts';
import type { ChatEvent } from './events.ts';
import type { Message } from './model.ts';
import { laterChange } from './reduce-timeline.ts';
import type { Outgoing } from './outgoing.ts';
import type { ChatState } from './state.ts';

/** `state` after `event`, with what others quote as true as everything else. */
export function followQuotes(state: ChatState, event: ChatEvent): ChatState {
  switch (event.type) {
    case 'cache/restored':
      return event.timelines.reduce(
        (next, { sessionId, messages }) => hearQuotes(next, sessionId, messages, true),
        state,
      );
    case 'timeline/pageLoaded':
    case 'timeline/newerLoaded':
    case 'timeline/windowLoaded':
      return hearQuotes(state, event.sessionId, event.page.messages, true);
    case 'timeline/synced':
      return hearQuotes(state, event.sessionId, event.page.messages, false);
    case 'message/received':
    case 'outbox/accepted':
      return hearQuotes(state, event.message.sessionId, [event.message], false);
    case 'outbox/composed':
    case 'outbox/mirrored':
      return quoteOutgoing(state, event.item);
    case 'outbox/restored':
      return event.items.reduce(quoteOutgoing, state);
    case 'mode/entered':
      return wantQuotes(state, event.sessionId, [event.mode.messageId]);
    case 'quotes/loaded':
      return loadQuotes(state, event.sessionId, event.ids, event.messages);
    case 'session/removed':
      return forgetQuotes(state, event.sessionId);
    default:
      return state;
  }
}

const quoteOutgoing = (state: ChatState, item: Outgoing): ChatState =>
  item.kind === 'message' && item.replyTo !== null
    ? wantQuotes(state, item.sessionId, [item.replyTo])
    : state;

/**
 * Messages of one session arrived, in a page (`paged`) or one by one: quotes of them become what
 * they say now, and what they themselves quote is looked for among what is loaded. What is not there
 * is wanted from the server. A page may come after a gap in what was heard, so what its messages
 * quote is asked for again even if it was known; later changes to it are heard as to any message.
 */
function hearQuotes(
  state: ChatState,
  sessionId: string,
  messages: readonly Message[],
  paged: boolean,
): ChatState {
  const newer = messages.filter((message) => {
    const known = state.quoted[message.id];
    return known === null || (known !== undefined && message.rev > known.rev);
  });
  const answered = messages.flatMap(({ replyTo }) => (replyTo === null ? [] : [replyTo]));
  return wantQuotes(keep(state, newer), sessionId, answered, paged);
}

/** Something on this device quotes the messages `ids`. */
function wantQuotes(
  state: ChatState,
  sessionId: string,
  ids: readonly string[],
  anew = false,
): ChatState {
  const messages = state.timelines[sessionId]?.messages;
  if (messages === undefined) return state;
  const before = state.quotesWanted[sessionId] ?? [];
  const wanted = new Set(anew ? before : []);
  for (const id of ids) if (anew || state.quoted[id] === undefined) wanted.add(id);
  if (wanted.size === 0) return state;
  const found: Message[] = [];
  // Newest first: most people answer what was said last.
  for (let at = messages.length - 1; at >= 0 && wanted.size > 0; at -= 1) {
    const message = messages[at];
    if (message !== undefined && wanted.delete(message.id)) found.push(message);
  }
  return keepWanted(keep(state, found), sessionId, [
    ...(anew ? [] : before.filter((id) => !wanted.has(id))),
    ...wanted,
  ]);
}

/** The server's answer about `ids`; those that it left out are not to be had. */
function loadQuotes(
  state: ChatState,
  sessionId: string,
  ids: readonly string[],
  messages: readonly Message[],
): ChatState {
  if (state.timelines[sessionId] === undefined) return state;
  const given = new Set(messages.map((message) => message.id));
  const missing = ids.filter((id) => !given.has(id) && state.quoted[id] !== null);
  const known = keep(state, messages);
  const wanted = state.quotesWanted[sessionId] ?? [];
  return keepWanted(
    missing.length === 0
      ? known
      : {
          ...known,
          quoted: { ...known.quoted, ...Object.fromEntries(missing.map((id) => [id, null])) },
        },
    sessionId,
    wanted.filter((id) => !ids.includes(id)),
  );
}

/** Access has ended: nothing of what was said there stays. */
function forgetQuotes(state: ChatState, sessionId: string): ChatState {
  const rest = Object.entries(state.quoted).filter(([, one]) => one?.sessionId !== sessionId);
  const quoted =
    rest.length === Object.keys(state.quoted).length ? state.quoted : Object.fromEntries(rest);
  return keepWanted(quoted === state.quoted ? state : { ...state, quoted }, sessionId, []);
}

function keep(state: ChatState, messages: readonly Message[]): ChatState {
  const changed = messages.flatMap((message) => {
    const known = state.quoted[message.id];
    const later = known == null ? message : laterChange(known, message);
    return later === known ? [] : [[message.id, later] as const];
  });
  return changed.length === 0
    ? state
    : { ...state, quoted: { ...state.quoted, ...Object.fromEntries(changed) } };
}

function keepWanted(state: ChatState, sessionId: string, ids: readonly string[]): ChatState {
  const before = state.quotesWanted[sessionId] ?? [];
  if (ids.length === before.length && ids.every((id) => before.includes(id))) return state;
  return {
    ...state,
    quotesWanted:
      ids.length === 0
        ? withoutKey(state.quotesWanted, sessionId)
        : { ...state.quotesWanted, [sessionId]: ids },
  };
}
