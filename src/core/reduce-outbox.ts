import { receiveMessage } from './reduce-timeline.ts';
import { outgoingChange } from './compose.ts';
import type { ChatError } from './errors.ts';
import type { Message } from './model.ts';
import type { Outgoing, OutgoingChange, OutgoingFile, OutgoingMessage } from './outgoing.ts';
import type { ChatState } from './state.ts';

type Items = readonly Outgoing[];

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

const without = (state: ChatState, goes: (item: Outgoing) => boolean): ChatState =>
  state.outbox.some(goes)
    ? { ...state, outbox: state.outbox.filter((item) => !goes(item)) }
    : state;

/** The message may already be back: a replayed event must not put it up twice. */
const arrived = (state: ChatState, item: Outgoing): boolean =>
  item.kind === 'message' &&
  (state.timelines[item.sessionId]?.messages.some((message) => message.id === item.id) ?? false);

export const compose = (state: ChatState, item: Outgoing): ChatState =>
  state.outbox.some((o) => o.id === item.id) || arrived(state, item)
    ? state
    : { ...state, outbox: [...state.outbox, item], keepsUnread: keepsUnreadAfter(state, item) };

/** Whoever writes something new is reading again. */
const keepsUnreadAfter = (state: ChatState, item: Outgoing): boolean =>
  state.keepsUnread && !(item.kind === 'message' && item.sessionId === state.openSessionId);

/** What is stored can be sent, unless all that is stored waits for a sign-in. */
export function store(state: ChatState, id: string): ChatState {
  const paused = state.outbox.find((item) => item.status === 'paused');
  return change(state, id, ['unsaved'], (item) =>
    paused === undefined
      ? { ...item, status: 'queued' }
      : { ...item, status: 'paused', error: paused.error },
  );
}

/**
 * What the disk has, in its order, comes before what is not there yet; an item that is known here stays
 * as it is known.
 */
export function restore(state: ChatState, items: Items): ChatState {
  const here = new Map(state.outbox.map((item) => [item.id, item]));
  const back = items.filter((item) => !here.has(item.id) && !arrived(state, item));
  if (back.length === 0) return state;
  const listed = new Set(items.map((item) => item.id));
  const fresh = new Set(back);
  return {
    ...state,
    outbox: [
      ...items.flatMap((item) => here.get(item.id) ?? (fresh.has(item) ? item : [])),
      ...state.outbox.filter((item) => !listed.has(item.id)),
    ],
  };
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
  change(state, id, ['sending', 'queued'], (item) => ({
    ...item,
    status: 'queued',
    error,
    notBefore,
    // Not even sent when a file would not go up, and looked at but not taken when there is a limit.
    attempts: item.status === 'queued' ? item.attempts + 1 : item.attempts,
    tried: item.tried || (item.status === 'sending' && error.kind !== 'RateLimited'),
  }));

export function pause(state: ChatState, id: string, error: ChatError): ChatState {
  const first = change(state, id, ['sending', 'queued'], (item) => ({ ...item, status: 'paused' }));
  if (first === state) return state;
  const waits = (item: Outgoing): boolean => item.id === id || item.status === 'queued';
  return {
    ...first,
    outbox: first.outbox.map((item) =>
      waits(item) ? { ...item, status: 'paused', error, notBefore: null } : item,
    ),
  };
}

const afresh = { status: 'queued', attempts: 0, notBefore: null, error: null } as const;

export const resume = (state: ChatState): ChatState =>
  state.outbox.some((item) => item.status === 'paused')
    ? {
        ...state,
        outbox: state.outbox.map((item) =>
          item.status === 'paused' ? { ...item, ...afresh } : item,
        ),
      }
    : state;

/** The message that a change was for is not to be had any more, and there is no text to keep. */
const moot = (item: Outgoing | undefined, error: ChatError): boolean =>
  (item?.kind === 'delete' || item?.kind === 'reaction') && error.kind === 'NotFound';

/** The server's last word, so it is known that nothing of it has arrived. */
export const refuse = (state: ChatState, id: string, error: ChatError): ChatState =>
  moot(
    state.outbox.find((item) => item.id === id),
    error,
  )
    ? without(state, (item) => item.id === id)
    : change(state, id, ['sending', 'queued'], (item) => ({
        ...item,
        status: 'failed',
        error,
        tried: false,
      }));

const allowed = (files: readonly OutgoingFile[]): readonly OutgoingFile[] =>
  files.some((file) => file.error !== null)
    ? files.map((file) => (file.error === null ? file : { ...file, error: null }))
    : files;

/** The person insists. For an edit that came too late that means: mine instead of theirs. */
export const retry = (state: ChatState, id: string): ChatState =>
  change(state, id, ['failed', 'queued', 'paused'], (item) => {
    if (item.kind === 'message') return { ...item, ...afresh, files: allowed(item.files) };
    if (item.kind !== 'edit') return { ...item, ...afresh };
    const expectedRev = Math.max(item.expectedRev, item.error?.theirs?.rev ?? 0);
    return { ...item, ...afresh, expectedRev };
  });

/** A message takes along what was to happen to it. */
export function discard(state: ChatState, id: string): ChatState {
  const item = state.outbox.find((one) => one.id === id);
  // What is on the wire may already be accepted; it cannot be called back.
  if (item === undefined || item.status === 'sending') return state;
  return without(
    state,
    (one) =>
      one.id === id || (item.kind === 'message' && one.kind !== 'message' && one.messageId === id),
  );
}

/** Replayed, it finds none of `gone` and leaves what has become of `item` since. */
export function applyCoalesced(
  state: ChatState,
  gone: readonly string[],
  item: Outgoing | null,
): ChatState {
  const rest = without(state, (one) => gone.includes(one.id));
  if (rest === state || item === null) return rest;
  return { ...rest, outbox: rest.outbox.map((one) => (one.id === item.id ? item : one)) };
}

/** Changes the files of a message that is not on the wire. */
const changeFiles = (
  state: ChatState,
  id: string,
  update: (item: OutgoingMessage) => OutgoingMessage,
): ChatState =>
  change(state, id, ['unsaved', 'queued', 'paused', 'failed'], (item) =>
    item.kind === 'message' ? update(item) : item,
  );

const changeFile = (
  state: ChatState,
  id: string,
  fileId: string,
  facts: Partial<OutgoingFile>,
): ChatState =>
  changeFiles(state, id, (item) => ({
    ...item,
    files: item.files.map((file) => (file.id === fileId ? { ...file, ...facts } : file)),
  }));

export const fileUploaded = (state: ChatState, id: string, fileId: string): ChatState =>
  changeFile(state, id, fileId, { uploaded: true, error: null });

export const fileFailed = (
  state: ChatState,
  id: string,
  fileId: string,
  error: ChatError,
): ChatState => changeFile(state, id, fileId, { error });

/** Without the file that kept it back a message goes on by itself; with nothing left it is gone. */
export function removeFile(state: ChatState, id: string, fileId: string): ChatState {
  const next = changeFiles(state, id, (item) => {
    const files = item.files.filter((file) => file.id !== fileId);
    const keptBack = item.status === 'failed' && item.files.some((file) => file.error !== null);
    return keptBack && files.every((file) => file.error === null)
      ? { ...item, ...afresh, files }
      : { ...item, files };
  });
  const item = next.outbox.find((one) => one.id === id);
  const empty = item?.kind === 'message' && item.files.length === 0 && item.content === '';
  return empty && item.status !== 'sending' ? discard(next, id) : next;
}

export function progressUpload(state: ChatState, fileId: string, share: number | null): ChatState {
  if (share !== null) return { ...state, uploads: { ...state.uploads, [fileId]: share } };
  if (state.uploads[fileId] === undefined) return state;
  const others = Object.entries(state.uploads).filter(([id]) => id !== fileId);
  return { ...state, uploads: Object.fromEntries(others) };
}

/**
 * What is left to do once the server has the message: nothing, unless it was sent by a try that was
 * taken for lost and amended since.
 */
function remainder(item: OutgoingMessage, message: Message): OutgoingChange | null {
  const { id, sessionId, authorId, composedAt: at, content } = item;
  const touched = message.editedAt !== null || message.deletedAt !== null;
  if (!item.amended || touched || (message.content ?? '') === content) return null;
  // An id of its own, so that what is still told about the message does not mean this.
  return outgoingChange(
    { id: `${id}:amended`, messageId: id, sessionId, authorId, at },
    { kind: 'edit', content, expectedRev: message.rev },
  );
}

/** The server has the message: by reply, by broadcast echo or by history, whichever came first. */
export const settle = (state: ChatState, message: Message): ChatState =>
  settleAll(receiveMessage(state, message), [message]);

/** Drops from the outbox every new message that `messages` shows to have arrived. */
export function settleAll(state: ChatState, messages: readonly Message[]): ChatState {
  if (state.outbox.length === 0) return state;
  const here = new Map(messages.map((message) => [message.id, message]));
  const outbox = state.outbox.flatMap((item): readonly Outgoing[] => {
    const message = item.kind === 'message' ? here.get(item.id) : undefined;
    if (item.kind !== 'message' || message === undefined) return [item];
    const rest = remainder(item, message);
    return rest === null ? [] : [rest];
  });
  const same =
    outbox.length === state.outbox.length && outbox.every((o, at) => o === state.outbox[at]);
  return same ? state : { ...state, outbox };
}

/** The reply to a change also tells what the next edit of that message starts from. */
export function accept(state: ChatState, id: string, message: Message): ChatState {
  const item = state.outbox.find((one) => one.id === id);
  const settled = without(settle(state, message), (one) => one.id === id && one.kind !== 'message');
  if (item?.kind !== 'edit') return settled;
  return {
    ...settled,
    outbox: settled.outbox.map((one) =>
      one.kind === 'edit' && one.messageId === message.id && one.expectedRev < message.rev
        ? { ...one, expectedRev: message.rev }
        : one,
    ),
  };
}
