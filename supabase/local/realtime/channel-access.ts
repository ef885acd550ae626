import { identify, isOpaqueKey } from './api-keys.ts';
import type { Extension, Refusal, Requester } from './authorization.ts';
import type { JoinConfig } from './join-config.ts';
import { expiredText, refreshText, type Identity } from './jwt.ts';
import type { ServerContext } from './server-context.ts';

const MS_PER_SECOND = 1000;
/** Node's timers hold at most 2^31-1 ms; a later expiry is looked at again then. */
const MAX_TIMER_MS = 2_147_483_647;

interface Owner {
  requester(identity: Identity): Requester;
  /** Closes the channel with a system error. */
  refuse(message: string): void;
}

/**
 * What one channel may read and write, and until when. Policies are asked at join and when the
 * token changes, not per message: who loses a membership keeps the channel until the next refresh.
 */
export class ChannelAccess {
  private identity: Identity;
  private readonly config: JoinConfig;
  private readonly context: ServerContext;
  private readonly owner: Owner;
  private readonly write = new Map<Extension, boolean>();
  private broadcast: boolean;
  /** null: not asked, because presence was not enabled at join. */
  private presence: boolean | null;
  private expiry: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(identity: Identity, config: JoinConfig, context: ServerContext, owner: Owner) {
    this.identity = identity;
    this.config = config;
    this.context = context;
    this.owner = owner;
    this.broadcast = !config.isPrivate;
    this.presence = config.isPrivate ? null : true;
  }

  get readBroadcast(): boolean {
    return this.broadcast;
  }

  get readPresence(): boolean {
    return this.presence === true;
  }

  /** Returns the reason of a refused join, or null. */
  async authorizeJoin(topic: string): Promise<string | null> {
    if (!this.config.isPrivate) return null;
    const answer = await this.context.authorization.read(
      this.owner.requester(this.identity),
      this.config.presenceEnabled,
    );
    if (!answer.ok) return joinRefusal(answer.refusal, topic);
    this.broadcast = answer.broadcast;
    this.presence = this.config.presenceEnabled ? answer.presence : null;
    return answer.broadcast || answer.presence ? null : joinRefusal('denied', topic);
  }

  /** Asked at the first write and remembered until the token changes. */
  async mayWrite(extension: Extension): Promise<boolean> {
    if (!this.config.isPrivate) return true;
    const known = this.write.get(extension);
    if (known !== undefined) return known;
    const { identity } = this;
    const answer = await this.context.authorization.write(
      this.owner.requester(identity),
      extension,
    );
    if (!answer.ok && answer.refusal !== 'denied') return false;
    if (identity === this.identity) this.write.set(extension, answer.ok);
    return answer.ok;
  }

  /** A channel that joined without presence learns at its first track whether it may see others. */
  async decidePresenceRead(): Promise<void> {
    if (this.presence !== null) return;
    const answer = await this.context.authorization.read(this.owner.requester(this.identity), true);
    this.presence = answer.ok && answer.presence;
  }

  /** The `access_token` event. Never replies; a token that is no good closes the channel. */
  async refresh(token: unknown, topic: string): Promise<void> {
    if (typeof token !== 'string' || isOpaqueKey(token) || token === this.identity.token) return;
    const verified = identify(token, this.context.keys, Date.now());
    if (verified === null) return;
    if (!verified.ok) {
      this.owner.refuse(refreshText(verified.fault));
      return;
    }
    this.identity = verified.identity;
    this.write.clear();
    this.armExpiry();
    if (this.config.isPrivate) await this.readAgain(topic);
  }

  private async readAgain(topic: string): Promise<void> {
    const withPresence = this.presence !== null;
    const answer = await this.context.authorization.read(
      this.owner.requester(this.identity),
      withPresence,
    );
    if (!answer.ok && answer.refusal !== 'denied') {
      this.owner.refuse(refreshRefusal(answer.refusal));
      return;
    }
    const broadcast = answer.ok && answer.broadcast;
    const presence = answer.ok && answer.presence;
    if (!broadcast && !presence) {
      this.owner.refuse(`You do not have permissions to read from this Channel topic: ${topic}`);
      return;
    }
    if ((this.broadcast && !broadcast) || (this.presence === true && !presence)) {
      this.owner.refuse(`You no longer have permission to read from this Channel topic: ${topic}`);
      return;
    }
    this.broadcast = broadcast;
    if (withPresence) this.presence = presence;
  }

  /** Public channels end with their token too. */
  armExpiry(): void {
    if (this.expiry !== null) clearTimeout(this.expiry);
    const { expiresAt } = this.identity;
    if (expiresAt === null || this.stopped) return;
    const wait = Math.max(0, expiresAt * MS_PER_SECOND - Date.now());
    this.expiry = setTimeout(
      () => {
        const late = Math.floor(Date.now() / MS_PER_SECOND) - expiresAt;
        if (late >= 0) this.owner.refuse(expiredText(late));
        else this.armExpiry();
      },
      Math.min(wait, MAX_TIMER_MS),
    );
  }

  stop(): void {
    this.stopped = true;
    if (this.expiry !== null) clearTimeout(this.expiry);
  }
}

function joinRefusal(refusal: Refusal, topic: string): string {
  switch (refusal) {
    case 'denied':
      return `Unauthorized: You do not have permissions to read from this Channel topic: ${topic}`;
    case 'canceled':
      return 'QueryCanceled: Query was cancelled, please try again';
    case 'partition':
      return 'MissingPartition: Realtime was unable to find the expected messages partition';
    case 'unavailable':
      return 'UnableToConnectToProject: Realtime was unable to connect to the project database';
  }
}

function refreshRefusal(refusal: Refusal): string {
  return refusal === 'canceled'
    ? 'Query was cancelled, please try again'
    : 'Realtime was unable to connect to the project database';
}
