import { chatError, ChatFailure, type ChatErrorKind } from '../../src/core/errors.ts';
import type { Place } from '../../src/backend/backend.ts';
import type { SyncPage, WindowPage } from '../../src/core/events.ts';
import type { Message, Reaction } from '../../src/core/model.ts';
import { NOON, sampleMessage, SESSION } from './samples.ts';

const fail = (
  kind: ChatErrorKind,
  code: string,
  theirs?: { rev: number; content: string },
): never => {
  const more = theirs === undefined ? { code } : { code, theirs };
  throw new ChatFailure(chatError(kind, `refused: ${code}`, more));
};

/**
 * One session as the database keeps it: messages by id, `seq` gapless, `rev` with every change.
 * Changes are refused as the database refuses them, and change nothing when repeated.
 */
export class FakeServer {
  readonly #messages = new Map<string, Message>();
  /** Message id → `rev` of the last change of its text. */
  readonly #contentRevs = new Map<string, number>();
  /** Files that were uploaded, by path. */
  readonly files = new Map<string, Blob>();
  /** Every text a message ever had, in order: nothing that was accepted may be lost. */
  readonly texts: string[] = [];
  #seq = 0;
  #rev = 0;

  get lastRev(): number {
    return this.#rev;
  }

  get lastSeq(): number {
    return this.#seq;
  }

  /** Idempotent by id, as the real one. */
  insert(id: string, changes: Partial<Message> = {}): Message {
    const stored = this.#messages.get(id);
    if (stored !== undefined) return stored;
    const missing = changes.attachments?.some((file) => !this.files.has(file.path)) ?? false;
    if (missing) fail('Invalid', 'invalid');
    this.#seq += 1;
    const message = this.#keep({ ...sampleMessage(this.#seq, changes), id });
    this.texts.push(message.content ?? '');
    return message;
  }

  /** As its sender, who knows the newest state; or as `userId`, who knows `expectedRev`. */
  edit(id: string, content: string, userId?: string, expectedRev = Infinity): Message {
    const stored = this.#own(id, userId);
    if (stored.deletedAt !== null) fail('Conflict', 'message_deleted');
    if (stored.content === content) return stored;
    if ((this.#contentRevs.get(id) ?? 0) > expectedRev) {
      fail('Conflict', 'stale', { rev: stored.rev, content: stored.content ?? '' });
    }
    this.texts.push(content);
    const message = this.#keep({ ...stored, content, editedAt: stored.createdAt + 1 });
    this.#contentRevs.set(id, message.rev);
    return message;
  }

  remove(id: string, userId?: string): Message {
    const stored = this.#own(id, userId);
    if (stored.deletedAt !== null) return stored;
    return this.#keep({
      ...stored,
      content: null,
      attachments: [],
      reactions: [],
      pinnedAt: null,
      pinnedBy: null,
      deletedAt: stored.createdAt + 1,
      deletedBy: 'sender',
    });
  }

  react(id: string, userId: string, emoji: string, on: boolean): Message {
    const stored = this.#find(id);
    if (stored.deletedAt !== null) fail('Conflict', 'message_deleted');
    const before = stored.reactions.find((reaction) => reaction.emoji === emoji);
    const others = before?.userIds.filter((one) => one !== userId) ?? [];
    if ((before !== undefined && others.length < before.userIds.length) === on) return stored;
    const now: Reaction = { emoji, userIds: on ? [...others, userId] : others };
    const listed = before === undefined ? [...stored.reactions, now] : stored.reactions;
    const reactions = listed
      .map((reaction) => (reaction.emoji === emoji ? now : reaction))
      .filter((reaction) => reaction.userIds.length > 0);
    return this.#keep({ ...stored, reactions });
  }

  pin(id: string, userId: string, on: boolean): Message {
    const stored = this.#find(id);
    if (stored.deletedAt !== null) fail('Conflict', 'message_deleted');
    if ((stored.pinnedAt !== null) === on) return stored;
    return this.#keep({
      ...stored,
      pinnedAt: on ? NOON + this.#rev : null,
      pinnedBy: on ? userId : null,
    });
  }

  all(): Message[] {
    return [...this.#messages.values()].sort((a, b) => a.seq - b.seq);
  }

  byId(ids: readonly string[]): Message[] {
    return ids.flatMap((id) => this.#messages.get(id) ?? []);
  }

  page(place: Place, limit: number): WindowPage {
    const all = this.all();
    // As the database has it: so many below the split, so many from it on.
    let split = all.length;
    let above = 0;
    if (typeof place === 'number') split = Math.min(place - 1, split);
    else if (place !== null && 'after' in place) {
      split = Math.min(place.after, split);
      above = limit;
    } else if (place !== null) {
      split = Math.min(place.around, split);
      above = Math.floor(limit / 2);
    }
    const from = Math.max(0, split - (limit - above));
    const messages = all.slice(from, split + above);
    return {
      messages,
      hasOlder: from > 0,
      hasNewer: from + messages.length < all.length,
      lastRev: this.#rev,
    };
  }

  sync(sinceRev: number, limit: number): SyncPage {
    const changed = this.all()
      .filter((m) => m.rev > sinceRev)
      .sort((a, b) => a.rev - b.rev);
    const messages = changed.slice(0, limit);
    const hasMore = changed.length > limit;
    return {
      messages,
      hasMore,
      cursor: hasMore ? (messages.at(-1)?.rev ?? this.#rev) : this.#rev,
      lastRev: this.#rev,
      receipts: [],
    };
  }

  #keep(message: Message): Message {
    this.#rev += 1;
    const kept = { ...message, rev: this.#rev };
    this.#messages.set(kept.id, kept);
    return kept;
  }

  #find(id: string): Message {
    return this.#messages.get(id) ?? fail('NotFound', 'not_found');
  }

  #own(id: string, userId: string | undefined): Message {
    const stored = this.#find(id);
    return userId === undefined || stored.senderId === userId ? stored : fail('Denied', 'denied');
  }

  readonly sessionId = SESSION;
}
