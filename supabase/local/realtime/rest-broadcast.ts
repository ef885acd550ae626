import { identify } from './api-keys.ts';
import { publishBroadcast, publishText } from './broadcast.ts';
import { JSON_TEXT, RAW } from './frames.ts';
import { isObject } from './join-config.ts';
import type { Identity } from './jwt.ts';
import type { ServerContext } from './server-context.ts';

interface BatchMessage {
  topic: string;
  event: string;
  payload: Record<string, unknown>;
  isPrivate: boolean;
  id: string | null;
}

type MessageErrors = Record<string, string[]>;

const BATCH_PATH = '/realtime/v1/api/broadcast';
const SINGLE_PATH = /^\/realtime\/v1\/api\/broadcast\/([^/]+)\/events\/([^/]+)$/;
const TOO_LARGE = 'Payload size exceeds tenant limit';
const BLANK = "can't be blank";

/**
 * `POST /realtime/v1/api/broadcast` (a batch) and `…/broadcast/<topic>/events/<event>` (one
 * message). 202 when taken; null when the path is not ours.
 */
export async function handleRestBroadcast(
  request: Request,
  context: ServerContext,
): Promise<Response | null> {
  const url = new URL(request.url);
  const single = SINGLE_PATH.exec(url.pathname);
  if (single === null && url.pathname !== BATCH_PATH) return null;
  if (request.method !== 'POST') return json(404, { message: 'Not Found' });
  const identity = senderOf(request, context);
  if (identity === null) return json(401, { message: 'Unauthorized' });
  if (single === null) return batch(request, identity, context);
  const [topic, event] = single.slice(1).map(decoded);
  if (!topic || !event) return json(400, { message: 'Bad Request' });
  return one(request, identity, context, {
    topic,
    event,
    isPrivate: url.searchParams.get('private') === 'true',
  });
}

/** A part of a path; null when its escapes make no sense. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function senderOf(request: Request, context: ServerContext): Identity | null {
  const bearer = /^Bearer\s+(.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const token = bearer ?? request.headers.get('apikey');
  if (token === null) return null;
  const verified = identify(token, context.keys, Date.now());
  return verified?.ok === true ? verified.identity : null;
}

async function batch(
  request: Request,
  identity: Identity,
  context: ServerContext,
): Promise<Response> {
  const body: unknown = await request.json().catch(() => null);
  const list = isObject(body) ? body['messages'] : null;
  if (!Array.isArray(list)) return json(422, { errors: { messages: [BLANK] } });
  const parsed = list.map((entry: unknown) => parseMessage(entry, context.limits.maxPayloadBytes));
  // One bad message rejects the whole batch.
  if (parsed.some((result) => result.message === null))
    return json(422, { errors: { messages: parsed.map((result) => result.errors) } });

  const refused = overRate(context, parsed.length);
  if (refused !== null) return refused;
  context.rates.messages.add(parsed.length);

  const allowed = new Map<string, boolean>();
  for (const { message } of parsed) {
    if (message === null) continue;
    if (message.isPrivate && !allowed.has(message.topic))
      allowed.set(message.topic, (await mayWrite(request, identity, message.topic, context)).ok);
    // A message without permission is skipped, and still answered with 202.
    if (message.isPrivate && allowed.get(message.topic) !== true) continue;
    publishText(context.registry, message, {
      payload: message.payload,
      event: message.event,
      type: 'broadcast',
      ...(message.id === null ? {} : { meta: { id: message.id } }),
    });
  }
  return new Response(null, { status: 202 });
}

function parseMessage(
  entry: unknown,
  maxPayloadBytes: number,
): { message: BatchMessage | null; errors: MessageErrors } {
  const errors: MessageErrors = {};
  const { topic, event, payload, private: isPrivate, id } = isObject(entry) ? entry : {};
  if (typeof topic !== 'string' || topic === '') errors['topic'] = [BLANK];
  if (typeof event !== 'string' || event === '') errors['event'] = [BLANK];
  if (payload === undefined || payload === null) errors['payload'] = [BLANK];
  else if (!isObject(payload)) errors['payload'] = ['is invalid'];
  else if (Buffer.byteLength(JSON.stringify(payload)) > maxPayloadBytes)
    errors['payload'] = [TOO_LARGE];
  if (typeof topic !== 'string' || typeof event !== 'string' || !isObject(payload))
    return { message: null, errors };
  if (Object.keys(errors).length > 0) return { message: null, errors };
  return {
    message: {
      topic,
      event,
      payload,
      isPrivate: isPrivate === true,
      id: typeof id === 'string' ? id : null,
    },
    errors,
  };
}

async function one(
  request: Request,
  identity: Identity,
  context: ServerContext,
  target: { topic: string; event: string; isPrivate: boolean },
): Promise<Response> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim() ?? null;
  if (type !== null && type !== 'application/json' && type !== 'application/octet-stream')
    return json(415, {
      error: 'Unsupported Media Type. Use application/json or application/octet-stream',
    });
  const payload = Buffer.from(await request.arrayBuffer());
  if (payload.length > context.limits.maxPayloadBytes)
    return json(422, { errors: { payload: [TOO_LARGE] } });
  const encoding = type === 'application/octet-stream' ? RAW : JSON_TEXT;
  if (encoding === JSON_TEXT && !isJson(payload))
    return json(422, { errors: { payload: ['is invalid'] } });
  if (target.isPrivate) {
    const answer = await mayWrite(request, identity, target.topic, context);
    if (!answer.ok && answer.refusal === 'denied') return json(403, { message: 'Unauthorized' });
    if (!answer.ok) return json(422, { message: 'Tenant database unavailable' });
  }
  const refused = overRate(context, 1);
  if (refused !== null) return refused;
  context.rates.messages.add();
  publishBroadcast(context.registry, target, { event: target.event, meta: '', encoding, payload });
  return new Response(null, { status: 202 });
}

function overRate(context: ServerContext, count: number): Response | null {
  const { messages } = context.rates;
  if (messages.exceeded()) return json(429, { message: 'You have exceeded your rate limit' });
  return messages.exceeded(count)
    ? json(429, { message: 'Too many messages to broadcast, please reduce the batch size' })
    : null;
}

function mayWrite(request: Request, identity: Identity, topic: string, context: ServerContext) {
  const headers = Object.fromEntries(request.headers);
  return context.authorization.write({ claims: identity.claims, topic, headers }, 'broadcast');
}

function isJson(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

function json(status: number, body: unknown): Response {
  return Response.json(body, { status });
}
