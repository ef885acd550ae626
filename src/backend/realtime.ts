import { REALTIME_SUBSCRIBE_STATES, type RealtimeChannel } from '@supabase/supabase-js';
import { chatError, type ChatError } from '../core/errors.ts';
import type { Backend, ChannelStatus, Room } from './backend.ts';
import type { ChatClient } from './client.ts';
import { broadcastNames, parseBroadcast, parseTyping } from './parse-broadcast.ts';

type RealtimeBackend = Pick<Backend, 'joinUser' | 'joinRoom'>;

/** The server's reasons for refusing a private channel begin with this. */
const UNAUTHORIZED = 'Unauthorized';

function channelError(error: Error | undefined): ChatError {
  const message = error?.message ?? 'The live connection was lost.';
  return message.startsWith(UNAUTHORIZED)
    ? chatError('Denied', 'Live updates are not allowed here.')
    : chatError('Offline', message);
}

/** Subscribes once a token is in place, reports what becomes of the channel, and removes it. */
function run(
  client: ChatClient,
  channel: RealtimeChannel,
  onStatus: (status: ChannelStatus) => void,
): () => void {
  let stopped = false;
  // The first join must carry the person's token: without it, it is judged as anonymous.
  void client.realtime.setAuth().then(() => {
    if (stopped) return;
    channel.subscribe((status, error) => {
      if (stopped) return;
      if (status === REALTIME_SUBSCRIBE_STATES.SUBSCRIBED) onStatus({ status: 'joined' });
      else if (status === REALTIME_SUBSCRIBE_STATES.CLOSED) onStatus({ status: 'closed' });
      else onStatus({ status: 'lost', error: channelError(error) });
    });
  });
  return () => {
    if (stopped) return;
    stopped = true;
    void client.removeChannel(channel);
  };
}

export function createRealtime(client: ChatClient): RealtimeBackend {
  return {
    joinUser: (userId, listener) => {
      const channel = client.channel(`user:${userId}`, { config: { private: true } });
      for (const name of broadcastNames) {
        channel.on('broadcast', { event: name }, ({ payload }: { payload?: unknown }) => {
          const event = parseBroadcast(name, payload);
          if (event !== null) listener.onEvent(event);
        });
      }
      return run(client, channel, (status) => listener.onStatus(status));
    },

    joinRoom: (sessionId, userId, listener): Room => {
      const channel = client.channel(`session:${sessionId}`, {
        config: { private: true, presence: { key: userId, enabled: true } },
      });
      let joined = false;
      channel.on('broadcast', { event: 'typing' }, ({ payload }: { payload?: unknown }) => {
        const hint = parseTyping(payload);
        if (hint !== null) listener.onTyping(hint.userId, hint.typing);
      });
      channel.on('presence', { event: 'sync' }, () => {
        listener.onHere(Object.keys(channel.presenceState()));
      });
      const stop = run(client, channel, (status) => {
        joined = status.status === 'joined';
        // A rejoin loses what was tracked. Once per join: presence calls are few by contract.
        if (joined) void channel.track({});
        listener.onStatus(status);
      });
      return {
        sendTyping: (typing) => {
          // Not joined, `send` would go over HTTP: a hint is not worth a request.
          if (!joined) return;
          void channel.send({
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
