import type { RealtimeChannel, RealtimeClient } from '@supabase/supabase-js';
import { chatError, type ChatError } from '../core/errors.ts';
import { whenIdle } from '../lib/when-idle.ts';
import type { Backend, ChannelStatus, Room } from './backend.ts';
import { liveOf, type ChatClient } from './client.ts';

type RealtimeBackend = Pick<Backend, 'joinUser' | 'joinRoom' | 'probeLive'>;

/** Of `REALTIME_SUBSCRIBE_STATES`, whose import would bring all of Realtime into the first load. */
const SUBSCRIBED = 'SUBSCRIBED';
const CLOSED = 'CLOSED';

const PRIVATE = { config: { private: true } };

/** A socket that does not answer within this many milliseconds is taken for dead. */
const ANSWERS_WITHIN_MS = 3_000;

/** The server's reasons for refusing a private channel begin with this. */
const UNAUTHORIZED = 'Unauthorized';

/** What arrives is understood by code that, as Realtime itself, the first paint does without. */
const loadParser = () => import('./parse-broadcast.ts');
type Parser = Awaited<ReturnType<typeof loadParser>>;

function channelError(error: Error | undefined): ChatError {
  const message = error?.message ?? 'The live connection was lost.';
  return message.startsWith(UNAUTHORIZED)
    ? chatError('Denied', 'Live updates are not allowed here.')
    : chatError('Offline', message);
}

/**
 * Makes a channel once Realtime is loaded, subscribes once a token is in place, reports what becomes
 * of it, and removes it. Whoever asks again after `closed` starts over, loading included.
 */
function run(
  client: ChatClient,
  open: (live: RealtimeClient, parser: Parser) => RealtimeChannel,
  onStatus: (status: ChannelStatus) => void,
): () => void {
  let stopped = false;
  let remove = (): void => undefined;
  // Read through a function: it changes while something loads, which types cannot see.
  const isStopped = (): boolean => stopped;

  async function subscribe(): Promise<void> {
    const [live, parser] = await Promise.all([liveOf(client), loadParser()]);
    // The first join must carry the person's token: without it, it is judged as anonymous.
    await live.setAuth();
    if (isStopped()) return;
    const channel = open(live, parser);
    remove = () => void live.removeChannel(channel);
    channel.subscribe((status: string, error) => {
      if (isStopped()) return;
      if (status === SUBSCRIBED) onStatus({ status: 'joined' });
      else if (status === CLOSED) onStatus({ status: 'closed' });
      else onStatus({ status: 'lost', error: channelError(error) });
    });
  }

  subscribe().catch(() => {
    if (!stopped) onStatus({ status: 'closed' });
  });
  return () => {
    if (stopped) return;
    stopped = true;
    remove();
  };
}

/** A beat sent while one is unanswered tells realtime-js that the socket is dead. */
async function probe(client: ChatClient): Promise<void> {
  const live = await liveOf(client);
  if (live.pendingHeartbeatRef === null) await live.sendHeartbeat();
  const asked = live.pendingHeartbeatRef;
  setTimeout(() => {
    if (asked !== null && live.pendingHeartbeatRef === asked) void live.sendHeartbeat();
  }, ANSWERS_WITHIN_MS);
}

export function createRealtime(client: ChatClient): RealtimeBackend {
  whenIdle(() => void loadParser().catch(() => undefined));
  return {
    probeLive: () => void probe(client).catch(() => undefined),

    joinUser: (userId, listener) =>
      run(
        client,
        (live, { broadcastNames, parseBroadcast }) => {
          const channel = live.channel(`user:${userId}`, PRIVATE);
          for (const name of broadcastNames) {
            channel.on('broadcast', { event: name }, ({ payload }: { payload?: unknown }) => {
              const event = parseBroadcast(name, payload);
              if (event !== null) listener.onEvent(event);
            });
          }
          return channel;
        },
        (status) => listener.onStatus(status),
      ),

    joinRoom: (sessionId, userId, listener): Room => {
      /** The channel while it is joined. */
      let joined: RealtimeChannel | null = null;
      let opened: RealtimeChannel | null = null;
      const stop = run(
        client,
        (live, { parseTyping }) => {
          const channel = live.channel(`session:${sessionId}`, {
            config: { private: true, presence: { key: userId, enabled: true } },
          });
          channel.on('broadcast', { event: 'typing' }, ({ payload }: { payload?: unknown }) => {
            const hint = parseTyping(payload);
            if (hint !== null) listener.onTyping(hint.userId, hint.typing);
          });
          channel.on('presence', { event: 'sync' }, () => {
            listener.onHere(Object.keys(channel.presenceState()));
          });
          opened = channel;
          return channel;
        },
        (status) => {
          joined = status.status === 'joined' ? opened : null;
          // A rejoin loses what was tracked. Once per join: presence calls are few by contract.
          if (joined !== null) void joined.track({});
          listener.onStatus(status);
        },
      );
      return {
        sendTyping: (typing) => {
          // Not joined, `send` would go over HTTP: a hint is not worth a request.
          void joined?.send({
            type: 'broadcast',
            event: 'typing',
            payload: { user_id: userId, typing },
          });
        },
        stop,
      };
    },
  };
}
