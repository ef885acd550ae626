import type {
  Outgoing,
  OutgoingChange,
  OutgoingDelete,
  OutgoingEdit,
  OutgoingMessage,
  OutgoingReaction,
} from './outgoing.ts';

type Items = readonly Outgoing[];

/** Items that need not be sent, and what becomes of one that stays (null: nothing changes). */
export interface Coalesced {
  readonly gone: readonly string[];
  readonly item: Outgoing | null;
}

/** Nothing of it can have reached the server, nor will before somebody looks again. */
const isLoose = (item: Outgoing): boolean =>
  item.status !== 'unsaved' && item.status !== 'sending' && !item.tried;

const gone = (items: Items, item: Outgoing | null = null): Coalesced | null =>
  items.length === 0 ? null : { gone: items.map((one) => one.id), item };

const isAbout = (messageId: string) => (item: Outgoing) =>
  item.kind !== 'message' && item.messageId === messageId;

/** New words for a message that nobody has seen; one that was refused gets another chance. */
function amend(target: OutgoingMessage, edit: OutgoingEdit): Coalesced {
  const failed = target.status === 'failed';
  const afresh = failed ? ({ status: 'queued', attempts: 0, error: null } as const) : {};
  const files = failed ? target.files.map((file) => ({ ...file, error: null })) : target.files;
  const item = { ...target, ...afresh, files, content: edit.content, amended: true };
  return { gone: [edit.id], item };
}

/** The newer words win. What they were meant to replace is what the person had last seen. */
function replaceEdit(edit: OutgoingEdit, before: Items): Coalesced | null {
  const older = before.findLast(
    (item) => item.kind === 'edit' && item.messageId === edit.messageId,
  );
  if (older?.kind !== 'edit' || !isLoose(older)) return null;
  const expectedRev =
    older.status === 'failed'
      ? Math.max(edit.expectedRev, older.error?.theirs?.rev ?? 0)
      : Math.min(edit.expectedRev, older.expectedRev);
  return gone([older], { ...edit, expectedRev });
}

/** There and back again before anybody knew; or twice the same. */
function cancelReaction(reaction: OutgoingReaction, before: Items): Coalesced | null {
  const { messageId, emoji, on } = reaction;
  const older = before.findLast(
    (item) => item.kind === 'reaction' && item.messageId === messageId && item.emoji === emoji,
  );
  if (older?.kind !== 'reaction' || !isLoose(older)) return null;
  return gone(older.on === on ? [older] : [older, reaction]);
}

function overtake(change: OutgoingChange, outbox: Items, before: Items): Coalesced | null {
  const target = outbox.find((item) => item.kind === 'message' && item.id === change.messageId);
  const loose = target?.kind === 'message' && isLoose(target) ? target : null;
  if (change.kind === 'delete') return overtakeByDelete(change, loose, outbox, before);
  if (
    before.some(
      (item) => item.kind === 'delete' && isAbout(change.messageId)(item) && isUnderway(item),
    )
  ) {
    return gone([change]);
  }
  if (change.kind === 'reaction') return cancelReaction(change, before);
  return loose === null ? replaceEdit(change, before) : amend(loose, change);
}

const isUnderway = (item: Outgoing): boolean => item.status !== 'failed';

/** What is deleted needs no other change, and if nobody has seen it, not even to be sent. */
function overtakeByDelete(
  change: OutgoingDelete,
  target: OutgoingMessage | null,
  outbox: Items,
  before: Items,
): Coalesced | null {
  const about = isAbout(change.messageId);
  if (target !== null) return gone([target, ...outbox.filter(about)]);
  return gone(before.filter((item) => about(item) && isLoose(item)));
}

/**
 * The first thing in the outbox that something newer has overtaken before it was sent, or null:
 * an edit changes, and a deletion discards, a message that is itself unsent; a newer edit replaces
 * an older one; a reaction that is taken back cancels itself out; a deletion makes the rest moot.
 * What is on the wire, or may have arrived, is followed instead. Only whoever sends may decide this.
 */
export function coalesce(outbox: Items): Coalesced | null {
  for (const [at, item] of outbox.entries()) {
    if (item.kind === 'message' || (item.status !== 'queued' && item.status !== 'paused')) continue;
    const found = overtake(item, outbox, outbox.slice(0, at));
    if (found !== null) return found;
  }
  return null;
}
