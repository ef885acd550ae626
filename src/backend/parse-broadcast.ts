import * as v from 'valibot';
import type { UserEvent } from './backend.ts';
import { warn } from './parse.ts';
import {
  Count,
  Id,
  MessageRow,
  Presence,
  ReadStateRow,
  ReceiptRow,
  SessionRow,
  Time,
} from './rows.ts';

const Typing = v.object({ user_id: Id, typing: v.boolean() });

/** A typing hint, or null: anybody in the session may have sent anything. */
export function parseTyping(value: unknown): { userId: string; typing: boolean } | null {
  const result = v.safeParse(Typing, value);
  return result.success ? { userId: result.output.user_id, typing: result.output.typing } : null;
}

const Broadcasts = {
  message: v.pipe(
    v.object({
      message: MessageRow,
      session: SessionRow,
      notification: v.optional(v.unknown(), null),
    }),
    v.transform((row): UserEvent => ({ type: 'message', ...row })),
  ),
  session: v.union([
    v.pipe(
      v.object({ session: v.object({ id: Id }), removed: v.literal(true) }),
      v.transform(({ session }): UserEvent => ({ type: 'removed', sessionId: session.id })),
    ),
    v.pipe(
      v.object({ session: SessionRow }),
      v.transform(({ session }): UserEvent => ({ type: 'session', session })),
    ),
  ]),
  receipt: v.pipe(
    v.looseObject({ session_id: Id, unread_count: v.optional(Count) }),
    v.rawTransform(({ dataset, addIssue, NEVER }): UserEvent => {
      const receipt = v.safeParse(ReceiptRow, dataset.value);
      const own = v.safeParse(ReadStateRow, dataset.value);
      if (!receipt.success) {
        for (const issue of receipt.issues) addIssue({ message: issue.message });
        return NEVER;
      }
      return {
        type: 'receipt',
        sessionId: dataset.value.session_id,
        receipt: receipt.output,
        own: own.success ? own.output : null,
      };
    }),
  ),
  receipts: v.pipe(
    v.object({
      receipts: v.array(
        v.pipe(
          v.looseObject({ session_id: Id }),
          v.rawTransform(({ dataset, addIssue, NEVER }) => {
            const receipt = v.safeParse(ReceiptRow, dataset.value);
            if (receipt.success) {
              return { sessionId: dataset.value.session_id, receipt: receipt.output };
            }
            for (const issue of receipt.issues) addIssue({ message: issue.message });
            return NEVER;
          }),
        ),
      ),
    }),
    v.transform(({ receipts }): UserEvent => ({ type: 'receipts', receipts })),
  ),
  presence: v.pipe(
    v.object({ user_id: Id, status: Presence, last_seen: v.nullable(Time) }),
    v.transform((row): UserEvent => ({
      type: 'presence',
      userId: row.user_id,
      status: row.status,
      lastSeen: row.last_seen,
    })),
  ),
  bookmark: v.pipe(
    v.object({ session_id: Id, message_id: Id, on: v.boolean() }),
    v.transform((row): UserEvent => ({
      type: 'bookmark',
      sessionId: row.session_id,
      messageId: row.message_id,
      on: row.on,
    })),
  ),
  notification: v.pipe(
    v.unknown(),
    v.transform((told): UserEvent => ({ type: 'notification', told })),
  ),
  connection_revoked: v.pipe(
    v.object({ auth_session_id: v.string(), suspended: v.optional(v.boolean(), false) }),
    v.transform((row): UserEvent => ({
      type: 'revoked',
      authSessionId: row.auth_session_id,
      suspended: row.suspended,
    })),
  ),
} as const;

export type BroadcastName = keyof typeof Broadcasts;
export const broadcastNames = Object.keys(Broadcasts) as readonly BroadcastName[];

/** A durable event from the person's channel, or null if it makes no sense. */
export function parseBroadcast(name: BroadcastName, payload: unknown): UserEvent | null {
  const result = v.safeParse(Broadcasts[name], payload);
  if (result.success) return result.output;
  warn(`“${name}” broadcast`, result.issues);
  return null;
}
