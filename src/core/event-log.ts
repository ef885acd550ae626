import type { ChatEvent } from './events.ts';

/** One event as a line for developers: text only, so that the log keeps no state alive. */
export interface LoggedEvent {
  /** Counts up from 1. */
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly type: ChatEvent['type'];
  readonly payload: string;
}

/** The last events, oldest first. */
export interface EventLog {
  readonly events: readonly LoggedEvent[];
  readonly heard: number;
  readonly paused: boolean;
  /** Events that went by while it was paused. */
  readonly missed: number;
}

export const EVENTS_KEPT = 200;
const LONGEST_PAYLOAD_CHARACTERS = 200;
/** A whole UUID. */
const LONGEST_TEXT_CHARACTERS = 36;
/** Fields of fields are as deep as a line goes. */
const DEEPEST = 2;

export const emptyLog: EventLog = { events: [], heard: 0, paused: false, missed: 0 };

export function logEvent(log: EventLog, event: ChatEvent, at: number): EventLog {
  if (log.paused) return { ...log, missed: log.missed + 1 };
  const id = log.heard + 1;
  const line: LoggedEvent = { id, at, type: event.type, payload: payloadOf(event) };
  return { ...log, heard: id, events: [...log.events, line].slice(-EVENTS_KEPT) };
}

export const pauseLog = (log: EventLog, paused: boolean): EventLog => ({
  ...log,
  paused,
  missed: 0,
});

export const clearLog = (log: EventLog): EventLog => ({ ...log, events: [], missed: 0 });

/** Those in which every word of `text` occurs, in the type or the payload; case does not matter. */
export function filterLog(events: readonly LoggedEvent[], text: string): readonly LoggedEvent[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return events;
  return events.filter(({ type, payload }) => {
    const line = `${type} ${payload}`.toLowerCase();
    return words.every((word) => line.includes(word));
  });
}

function payloadOf({ type: _type, ...fields }: ChatEvent): string {
  const text = fieldsOf(fields, 1);
  return text.length > LONGEST_PAYLOAD_CHARACTERS
    ? `${text.slice(0, LONGEST_PAYLOAD_CHARACTERS)}…`
    : text;
}

/** Fields that say something, in their order: `sessionId: …, seq: 3`. */
const fieldsOf = (fields: object, depth: number): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => `${name}: ${shown(value, depth)}`)
    .join(', ');

function shown(value: unknown, depth: number): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) {
    return depth < DEEPEST ? `{${fieldsOf(value, depth + 1)}}` : '{…}';
  }
  const text = String(value);
  return text.length > LONGEST_TEXT_CHARACTERS
    ? `${text.slice(0, LONGEST_TEXT_CHARACTERS)}…`
    : text;
}
