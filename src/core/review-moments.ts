import { lowerBound } from '../lib/sorted.ts';
import type { Message, SessionKind } from './model.ts';
import type { ChangedMessage } from './review.ts';
import { eventWords, type SessionEvent } from './session-history.ts';

/** A session event and the line that it wrote into the conversation are this close, in milliseconds. */
const SAME_DEED_MS = 1_000;

/** A moment at which a conversation changed: a place of the slider. */
export interface Moment {
  readonly at: number;
  /** The message that it is about; null for what happened to the session. */
  readonly seq: number | null;
  /** What happened, as a sentence without its end: “Ada edited a message”. */
  readonly words: string;
}

interface Wording {
  readonly kind: SessionKind;
  readonly nameOf: (userId: string) => string;
  /** Puts a time into words. */
  readonly when: (at: number) => string;
}

/**
 * The moments of a conversation, in their order: everything that was sent, edited, deleted and
 * removed, and what happened to the session. Where that wrote a line into the conversation, both are
 * one moment, at which the line is there.
 */
export function momentsOf(
  messages: readonly Message[],
  changed: Readonly<Record<string, ChangedMessage>>,
  events: readonly SessionEvent[],
  wording: Wording,
): readonly Moment[] {
  const told = new Map<string, SessionEvent>();
  const silent: SessionEvent[] = [];
  for (const event of events) {
    const line = messages.find(
      (message) =>
        message.type === 'system' &&
        !told.has(message.id) &&
        Math.abs(message.createdAt - event.createdAt) <= SAME_DEED_MS,
    );
    if (line === undefined) silent.push(event);
    else told.set(line.id, event);
  }
  const eventSays = (event: SessionEvent): string =>
    eventWords(event, wording.kind, wording.nameOf, wording.when);
  const result: Moment[] = silent.map((event) => ({
    at: event.createdAt,
    seq: null,
    words: eventSays(event),
  }));
  for (const message of messages) {
    const { seq, createdAt: at, senderId } = message;
    const event = told.get(message.id);
    const name = senderId === null ? 'An administrator' : wording.nameOf(senderId);
    const sent = message.type === 'system' ? 'A notice to everybody' : `${name} sent a message`;
    result.push({ at, seq, words: event === undefined ? sent : eventSays(event) });
    for (const { replacedAt, reason } of changed[message.id]?.versions ?? []) {
      result.push({ at: replacedAt, seq, words: changeWords(reason, name) });
    }
  }
  return merged(result.sort((a, b) => a.at - b.at || (a.seq ?? 0) - (b.seq ?? 0)));
}

/** What happened in the same millisecond is one place of the slider, or nothing would lead past it. */
function merged(moments: readonly Moment[]): readonly Moment[] {
  const result: Moment[] = [];
  for (const moment of moments) {
    const last = result.at(-1);
    if (last?.at !== moment.at) result.push(moment);
    else {
      const words = `${last.words}; ${moment.words}`;
      result[result.length - 1] = { at: last.at, seq: moment.seq ?? last.seq, words };
    }
  }
  return result;
}

/** The place of the slider at a moment (epoch ms); the last one for now. -1 where there is none. */
export function placeOf(moments: readonly Moment[], at: number | null): number {
  return at === null ? moments.length - 1 : lowerBound(moments, at + 1, (moment) => moment.at) - 1;
}

function changeWords(reason: 'edit' | 'delete' | 'hidden', name: string): string {
  switch (reason) {
    case 'edit':
      return `${name} edited a message`;
    case 'delete':
      return `${name} deleted a message`;
    case 'hidden':
      return `An administrator removed a message of ${name}`;
  }
}
