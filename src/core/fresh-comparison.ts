import { alone, compareFields, shown, type Difference, type Words } from './differences.ts';
import type { Message, Peer, Session } from './model.ts';
import { sessionsInOrder, sessionTitle } from './selectors.ts';
import type { ChatState, Timeline } from './state.ts';

/** What the server says of a timeline that is loaded here: at least as far back as that goes. */
export interface FreshTimeline {
  readonly session: Session;
  /** Ascending by `seq`. */
  readonly messages: readonly Message[];
  /** Whether there are messages before those. */
  readonly hasOlder: boolean;
  readonly lastRev: number;
}

/** What the server says now, asked for from scratch. */
export interface FreshLoad {
  /** The first page of the session list, in the server's order. */
  readonly list: readonly Session[];
  readonly listHasMore: boolean;
  /** By session, for every timeline that is `ready` here; null: the server shows no such session. */
  readonly timelines: Readonly<Record<string, FreshTimeline | null>>;
}

const LIST = 'Session list';
/** Hints that fade by themselves and are announced only now and then; no log to be compared with. */
const HINTS: ReadonlySet<string> = new Set<keyof Peer>(['presence', 'lastSeen']);
/** Compared one by one, or no more than the version of what is compared. */
const PARTS: ReadonlySet<string> = new Set<keyof Session>(['peers', 'placeVersion']);
const NONE: ReadonlySet<string> = new Set();

/**
 * Where the state differs from a fresh load: rows of the list's first page, and of each timeline
 * that is ready every loaded message, its cursor, and the receipts of the people. Empty: the same.
 * What has not left this device yet (outbox, `seen`) stands apart in the state and is no difference.
 */
export function compareWithFresh(state: ChatState, fresh: FreshLoad): readonly Difference[] {
  return [
    ...compareList(state, fresh),
    ...Object.entries(fresh.timelines).flatMap(([sessionId, there]) => {
      const here = state.timelines[sessionId];
      return here === undefined ? [] : compareSession(state, sessionId, here, there, fresh.list);
    }),
  ];
}

/**
 * Those of `now` that were so already in `before`. What is right will not stand still while it
 * differs: it was only on its way.
 */
export function lastingDifferences(
  before: readonly Difference[],
  now: readonly Difference[],
): readonly Difference[] {
  const subjects = new Set(before.map(({ where, here }) => `${where}: ${here}`));
  return now.filter(({ where, here }) => subjects.has(`${where}: ${here}`));
}

const differencesIn = (where: string, words: readonly Words[]): readonly Difference[] =>
  words.map((one) => ({ where, ...one }));

function compareList(state: ChatState, fresh: FreshLoad): readonly Difference[] {
  const listed = new Set(fresh.list.map((session) => session.id));
  const reach = fresh.listHasMore ? (fresh.list.at(-1)?.sortAt ?? Infinity) : -Infinity;
  const here = sessionsInOrder(state.sessions);
  const missing = fresh.list.filter((session) => state.sessions[session.id] === undefined);
  const extra = here.filter((session) => session.sortAt > reach && !listed.has(session.id));
  const orderHere = here.filter((session) => listed.has(session.id));
  const orderThere = fresh.list.filter((session) => state.sessions[session.id] !== undefined);
  return [
    ...differencesIn(LIST, [
      ...missing.map((session) => alone(`${sessionTitle(session)} is missing`)),
      ...extra.map((session) => alone(`${sessionTitle(session)} is not on the server`)),
      ...(orderHere.every((session, at) => session.id === orderThere[at]?.id)
        ? []
        : [{ here: `the order is ${titles(orderHere)}`, there: titles(orderThere) }]),
    ]),
    ...fresh.list.flatMap((there) => {
      const row = state.sessions[there.id];
      return row === undefined ? [] : differencesIn(sessionTitle(there), compareRow(row, there));
    }),
  ];
}

const titles = (sessions: readonly Session[]): string => sessions.map(sessionTitle).join(', ');

function compareSession(
  state: ChatState,
  sessionId: string,
  here: Timeline,
  there: FreshTimeline | null,
  list: readonly Session[],
): readonly Difference[] {
  const row = state.sessions[sessionId];
  if (there === null) {
    const where = row === undefined ? sessionId : sessionTitle(row);
    return differencesIn(where, [alone('the server does not show this session')]);
  }
  const rowIsDone = list.some((session) => session.id === sessionId);
  const rowWords =
    row === undefined
      ? [alone('its row is missing')]
      : rowIsDone
        ? []
        : compareRow(row, there.session);
  return differencesIn(sessionTitle(there.session), [...rowWords, ...compareTimeline(here, there)]);
}

/** A session's row, and what everybody in it has received and read. */
function compareRow(here: Session, there: Session): readonly Words[] {
  const gone = here.peers.filter((p) => !there.peers.some((peer) => peer.userId === p.userId));
  return [
    ...compareFields('', here, there, PARTS),
    ...gone.map((peer) => alone(`${peer.fullName} is not in it on the server`)),
    ...there.peers.flatMap((peer) => {
      const known = here.peers.find((p) => p.userId === peer.userId);
      return known === undefined
        ? [alone(`${peer.fullName} is missing`)]
        : compareFields(`${peer.fullName}: `, known, peer, HINTS);
    }),
  ];
}

function compareTimeline(here: Timeline, there: FreshTimeline): readonly Words[] {
  const oldest = here.messages[0]?.seq ?? 0;
  const newest = (here.hasNewer ? here.messages.at(-1)?.seq : undefined) ?? Infinity;
  const wanted = there.messages.filter(({ seq }) => seq >= oldest && seq <= newest);
  const known = new Map(here.messages.map((message) => [message.id, message]));
  const fresh = new Set(wanted.map((message) => message.id));
  const extra = here.messages.filter((message) => !fresh.has(message.id));
  const disordered = here.messages.filter(
    (message, at) => at > 0 && message.seq <= (here.messages[at - 1]?.seq ?? 0),
  );
  const hasOlder = there.hasOlder || (there.messages[0]?.seq ?? oldest) < oldest;
  return [
    ...(here.cursor < there.lastRev
      ? [{ here: `the changes up to ${here.cursor} are here`, there: `${there.lastRev}` }]
      : []),
    ...(here.hasOlder === hasOlder
      ? []
      : [{ here: `hasOlder is ${shown(here.hasOlder)}`, there: shown(hasOlder) }]),
    ...extra.map((message) => alone(`message ${message.seq} is not on the server`)),
    ...disordered.map((message) => alone(`message ${message.seq} is doubled or out of order`)),
    ...wanted.flatMap((message) => {
      const old = known.get(message.id);
      if (old === undefined) return [alone(`message ${message.seq} is missing`)];
      return compareMessage(old, message);
    }),
  ];
}

function compareMessage(here: Message, there: Message): readonly Words[] {
  const name = `message ${there.seq}`;
  if (here.rev !== there.rev)
    return [{ here: `${name} is at rev ${here.rev}`, there: `${there.rev}` }];
  // The same revision must say the same.
  return compareFields(`${name}: `, here, there, NONE);
}
