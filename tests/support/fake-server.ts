import type { MessagePage, SyncPage } from '../../src/core/events.ts';
import type { Message } from '../../src/core/model.ts';
import { sampleMessage, SESSION } from './samples.ts';

/** One session as the database keeps it: messages by id, `seq` gapless, `rev` with every change. */
export class FakeServer {
  readonly #messages = new Map<string, Message>();
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
    this.#seq += 1;
    this.#rev += 1;
    const message = sampleMessage(this.#seq, { ...changes, id, rev: this.#rev });
    this.#messages.set(id, message);
    return message;
  }

  edit(id: string, content: string): Message {
    const stored = this.#messages.get(id);
    if (stored === undefined) throw new Error(`There is no message ${id}.`);
    this.#rev += 1;
    const message = { ...stored, content, rev: this.#rev, editedAt: stored.createdAt + 1 };
    this.#messages.set(id, message);
    return message;
  }

  all(): Message[] {
    return [...this.#messages.values()].sort((a, b) => a.seq - b.seq);
  }

  page(beforeSeq: number | null, limit: number): MessagePage {
    const before = this.all().filter((m) => beforeSeq === null || m.seq < beforeSeq);
    return {
      messages: before.slice(-limit),
      hasOlder: before.length > limit,
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

  readonly sessionId = SESSION;
}
