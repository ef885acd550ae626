import { identify, isOpaqueKey } from './api-keys.ts';
import { TOPIC_PREFIX } from './broadcast.ts';
import { Channel, type ChannelSocket } from './channel.ts';
import type { Frame } from './frames.ts';
import { parseJoin, type JoinConfig } from './join-config.ts';
import { joinReason, type Identity } from './jwt.ts';
import { parseReplay, type ReplayedRow } from './replay.ts';
import type { ServerContext } from './server-context.ts';

export type JoinResult =
  | { ok: true; channel: Channel; postgresChanges: unknown[] }
  /** `closeSocket`: the whole connection ends with the refusal. */
  | { ok: false; reason: string; closeSocket?: boolean };

export interface JoiningSocket extends ChannelSocket {
  /** Who the API key of the connection stands for. */
  identity: Identity;
  /** Channels joined at present. */
  channelCount: number;
}

const UNREACHABLE =
  'UnableToConnectToProject: Realtime was unable to connect to the project database';

/** The checks of a `phx_join` in the protocol's order: the first that fails is the answer. */
export async function openChannel(
  frame: Frame,
  socket: JoiningSocket,
  context: ServerContext,
): Promise<JoinResult> {
  const { limits, rates } = context;
  const topic = frame.topic.slice(TOPIC_PREFIX.length);
  const config = parseJoin(frame.payload);
  if (topic === '') return refuse('TopicNameRequired: You must provide a topic name');
  if (limits.privateOnly && !config.isPrivate)
    return refuse('PrivateOnly: This project only allows private channels');
  rates.joins.add();
  if (rates.joins.exceeded())
    return {
      ok: false,
      reason: 'ClientJoinRateLimitReached: Too many joins per second',
      closeSocket: true,
    };
  if (socket.channelCount >= limits.channelsPerSocket)
    return refuse('ChannelRateLimitReached: Too many channels');
  const identity = joiner(config.accessToken, socket.identity, context);
  if (typeof identity === 'string') return refuse(identity);
  // Public channels need the database too: their rows come from it.
  if (!context.feed.connected) return refuse(UNREACHABLE);
  const channel = new Channel(topic, frame.joinRef, config, identity, socket, context);
  const reason = await channel.authorize();
  if (reason !== null) return refuse(reason);
  const replayed = await replay(topic, config, context);
  if (typeof replayed === 'string') return refuse(replayed);
  if (channel.mayReadBroadcast) channel.replay.hold(replayed);
  // Clients compare the echoed bindings with their own, one by one.
  const postgresChanges = config.postgresChanges.map((change, id) => ({ id: id + 1, ...change }));
  return { ok: true, channel, postgresChanges };
}

function refuse(reason: string): JoinResult {
  return { ok: false, reason };
}

/** Who joins: the token's person, else the connection's. A string is the reason of a refusal. */
function joiner(token: string | null, own: Identity, context: ServerContext): Identity | string {
  if (token === null || isOpaqueKey(token)) return own;
  const verified = identify(token, context.keys, Date.now());
  if (verified === null) return own;
  return verified.ok ? verified.identity : joinReason(verified.fault);
}

async function replay(
  topic: string,
  config: JoinConfig,
  context: ServerContext,
): Promise<ReplayedRow[] | string> {
  if (config.replay === undefined || config.replay === null) return [];
  if (!config.isPrivate) return 'UnableToReplayMessages: Replay is not allowed for public channels';
  const params = parseReplay(config.replay);
  if (params === null) return 'UnableToReplayMessages: Replay params are not valid';
  const rows = await context.replay.rows(topic, params);
  return rows ?? 'UnableToReplayMessages: Realtime was unable to replay messages';
}
