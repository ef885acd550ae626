import type { ChatError } from '../../core/errors.ts';
import type { Message, Session } from '../../core/model.ts';
import { sameSearch, type FoundWithSessions, type MessageSearch } from '../../core/search.ts';
import { isLongEnough, searchTerms } from '../../core/search-terms.ts';

/**
 * One search after the other.
 *
 *   idle, tooShort --asked--> waiting --due--> searching --found--> shown
 *                              ^  ^               |                   |
 *                              |  +-----asked-----+--failed--> failed |
 *                              |                              |  |    |
 *                              +------------asked-------------+--|----+
 *                                 searching <------retried-------+
 *   any --asked for nothing--> idle, any --asked for too little--> tooShort
 *
 * What was found last stays in view until the next answer. Answers to anything but the last question
 * count for nothing.
 */
export interface SearchState {
  readonly status: 'idle' | 'tooShort' | 'waiting' | 'searching' | 'shown' | 'failed';
  readonly asked: MessageSearch;
  /** The search that `pages` answer, or null if there was no answer yet. */
  readonly answered: MessageSearch | null;
  readonly pages: readonly (readonly Message[])[];
  /** Of what was found, those that the list has not loaded. */
  readonly sessions: Readonly<Record<string, Session>>;
  readonly nextCursor: string | null;
  /** The page after the last one. */
  readonly more: 'idle' | 'loading' | 'failed';
  /** Why there is no answer, or no further page. */
  readonly error: ChatError | null;
}

export type SearchEvent =
  | { readonly type: 'asked'; readonly search: MessageSearch }
  | { readonly type: 'due' | 'retried' | 'moreWanted' }
  | {
      readonly type: 'found';
      readonly search: MessageSearch;
      readonly cursor: string | null;
      readonly page: FoundWithSessions;
    }
  | {
      readonly type: 'failed';
      readonly search: MessageSearch;
      readonly cursor: string | null;
      readonly error: ChatError;
    }
  /** A message is not what it was. */
  | { readonly type: 'changed'; readonly message: Message };

export const nothingAsked = (search: MessageSearch): SearchState => ({
  status: 'idle',
  asked: search,
  answered: null,
  pages: [],
  sessions: {},
  nextCursor: null,
  more: 'idle',
  error: null,
});

/** Whether anything but words narrows the search down. */
export const hasFilters = (search: MessageSearch): boolean =>
  search.senderId !== null || search.hasFile || search.since !== null || search.before !== null;

function ask(state: SearchState, search: MessageSearch): SearchState {
  if (sameSearch(search, state.asked) && state.status !== 'idle') return state;
  const blank = search.text.trim() === '';
  if (blank && !hasFilters(search)) return nothingAsked(search);
  if (!blank && !isLongEnough(searchTerms(search.text))) {
    return { ...nothingAsked(search), status: 'tooShort' };
  }
  return { ...state, asked: search, status: 'waiting', more: 'idle', error: null };
}

/** Whether an answer is to what is being waited for. */
function isDue(state: SearchState, search: MessageSearch, cursor: string | null): boolean {
  if (search !== state.asked) return false;
  return cursor === null
    ? state.status === 'searching'
    : state.status === 'shown' && state.more === 'loading' && cursor === state.nextCursor;
}

function show(state: SearchState, page: FoundWithSessions, first: boolean): SearchState {
  const sessions = Object.fromEntries(page.sessions.map((session) => [session.id, session]));
  return {
    status: 'shown',
    asked: state.asked,
    answered: state.asked,
    pages: first ? [page.messages] : [...state.pages, page.messages],
    sessions: first ? sessions : { ...state.sessions, ...sessions },
    nextCursor: page.nextCursor,
    more: 'idle',
    error: null,
  };
}

/** What is deleted must not be read any longer, also not here. */
function change(state: SearchState, message: Message): SearchState {
  const isOlder = (old: Message): boolean => old.id === message.id && old.rev < message.rev;
  if (!state.pages.some((page) => page.some(isOlder))) return state;
  const next = message.deletedAt === null ? [message] : [];
  return {
    ...state,
    pages: state.pages.map((page) => page.flatMap((old) => (isOlder(old) ? next : [old]))),
  };
}

export function reduceSearch(state: SearchState, event: SearchEvent): SearchState {
  switch (event.type) {
    case 'asked':
      return ask(state, event.search);
    case 'due':
      return state.status === 'waiting' ? { ...state, status: 'searching' } : state;
    case 'retried':
      if (state.status === 'failed') return { ...state, status: 'searching', error: null };
      return state.more === 'failed' ? { ...state, more: 'loading', error: null } : state;
    case 'moreWanted':
      return state.status === 'shown' && state.more === 'idle' && state.nextCursor !== null
        ? { ...state, more: 'loading' }
        : state;
    case 'found':
      return isDue(state, event.search, event.cursor)
        ? show(state, event.page, event.cursor === null)
        : state;
    case 'failed':
      if (!isDue(state, event.search, event.cursor)) return state;
      return event.cursor === null
        ? { ...nothingAsked(state.asked), status: 'failed', error: event.error }
        : { ...state, more: 'failed', error: event.error };
    case 'changed':
      return change(state, event.message);
  }
}
