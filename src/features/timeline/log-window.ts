import type { Message } from '../../core/model.ts';
import { lowerBound } from '../../lib/sorted.ts';

/**
 * Of everything that is loaded the list works with a window of the newest messages: what it costs
 * to add a message must not grow with the history that somebody once scrolled through.
 */
const FIRST_MESSAGES = 300;
/** An unread line further back than this has to be scrolled to. */
const FURTHEST_UNREAD = 2_000;
const STEP_MESSAGES = 300;
/** Back at the end, a window larger than this shrinks again. */
const TRIM_ABOVE = 1_000;
/** A window from here on holds everything, also what is loaded later. */
export const FROM_START = 0;

const seqOf = (message: Message): number => message.seq;

const seqAt = (messages: readonly Message[], index: number): number =>
  index <= 0 ? FROM_START : (messages[index]?.seq ?? FROM_START);

/** First `seq` of the window when a session is opened. */
export function firstWindow(messages: readonly Message[], unreadLineSeq: number | null): number {
  const newest = messages.length - FIRST_MESSAGES;
  if (unreadLineSeq === null) return seqAt(messages, newest);
  const line = lowerBound(messages, unreadLineSeq, seqOf) - 20;
  return seqAt(messages, Math.max(messages.length - FURTHEST_UNREAD, Math.min(newest, line)));
}

/** The window's start one step further back, or `fromSeq` itself if all that is loaded is in it. */
export function widerWindow(messages: readonly Message[], fromSeq: number): number {
  const index = lowerBound(messages, fromSeq, seqOf);
  return index === 0 ? FROM_START : seqAt(messages, index - STEP_MESSAGES);
}

/** The window's start for somebody who is back at the end. */
export function trimmedWindow(messages: readonly Message[], fromSeq: number): number {
  const size = messages.length - lowerBound(messages, fromSeq, seqOf);
  return size > TRIM_ABOVE ? seqAt(messages, messages.length - FIRST_MESSAGES) : fromSeq;
}

/** The messages in the window; `messages` itself if that is all of them. */
export function inWindow(messages: readonly Message[], fromSeq: number): readonly Message[] {
  const index = lowerBound(messages, fromSeq, seqOf);
  return index === 0 ? messages : messages.slice(index);
}
