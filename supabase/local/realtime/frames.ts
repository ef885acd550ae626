/**
 * Protocol version 2.0.0. Text frames are `[join_ref, ref, topic, event, payload]`; user broadcasts
 * travel as binary frames, kind 3 to the server and kind 4 from it, whose lengths are single bytes.
 */
export interface Frame {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
}

/** A binary user broadcast; `payload` are the bytes as the client sent them. */
export interface UserBroadcast {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  encoding: Encoding;
  payload: Buffer;
}

export const RAW = 0;
export const JSON_TEXT = 1;
export type Encoding = typeof RAW | typeof JSON_TEXT;

const KIND_USER_BROADCAST_PUSH = 3;
const KIND_USER_BROADCAST = 4;
const PUSH_HEADER_BYTES = 7;
const BROADCAST_HEADER_BYTES = 5;
/** Topic, event and metadata are measured in one byte each. */
const MAX_FIELD_BYTES = 255;

/** Reads a text frame; null for anything malformed, which the protocol drops without a word. */
export function decodeText(text: string): Frame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length < 5) return null;
  const [joinRef, ref, topic, event, payload] = value as unknown[];
  if (typeof topic !== 'string' || typeof event !== 'string') return null;
  return { joinRef: refOf(joinRef), ref: refOf(ref), topic, event, payload };
}

function refOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : null;
}

/** Reads a binary frame; null for another kind or impossible lengths. */
export function decodeBinary(bytes: Buffer): UserBroadcast | null {
  if (bytes.length < PUSH_HEADER_BYTES || bytes[0] !== KIND_USER_BROADCAST_PUSH) return null;
  const [joinRefLength = 0, refLength = 0, topicLength = 0, eventLength = 0, metaLength = 0] =
    bytes.subarray(1, 6);
  const encoding = bytes[6];
  if (encoding !== RAW && encoding !== JSON_TEXT) return null;
  let at = PUSH_HEADER_BYTES;
  const take = (length: number) => bytes.subarray(at, (at += length)).toString('utf8');
  const joinRef = take(joinRefLength);
  const ref = take(refLength);
  const topic = take(topicLength);
  const event = take(eventLength);
  // The metadata (`persist` …) asks for features this server version does not have.
  take(metaLength);
  if (at > bytes.length) return null;
  return {
    joinRef: joinRef === '' ? null : joinRef,
    ref: ref === '' ? null : ref,
    topic,
    event,
    encoding,
    payload: bytes.subarray(at),
  };
}

export function encodeText(frame: Frame): string {
  return JSON.stringify([frame.joinRef, frame.ref, frame.topic, frame.event, frame.payload]);
}

export function encodeReply(
  to: { joinRef: string | null; ref: string | null; topic: string },
  status: 'ok' | 'error',
  response: unknown,
): string {
  return encodeText({ ...to, event: 'phx_reply', payload: { status, response } });
}

/**
 * A kind 4 frame, or null when topic, event or metadata do not fit.
 * @param meta JSON object text, or '' for none
 */
export function encodeBroadcast(
  topic: string,
  event: string,
  meta: string,
  encoding: Encoding,
  payload: Buffer,
): Buffer | null {
  const fields = [topic, event, meta].map((field) => Buffer.from(field, 'utf8'));
  if (fields.some((field) => field.length > MAX_FIELD_BYTES)) return null;
  const header = Buffer.alloc(BROADCAST_HEADER_BYTES);
  header[0] = KIND_USER_BROADCAST;
  fields.forEach((field, index) => (header[index + 1] = field.length));
  header[4] = encoding;
  return Buffer.concat([header, ...fields, payload]);
}
