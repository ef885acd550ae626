import * as v from 'valibot';
import type { SessionEvent } from '../core/session-history.ts';
import { Count, Id, Time } from './rows.ts';

/** A line of `session_events`. */
export const EventRow = v.pipe(
  v.object({
    id: Id,
    actor_id: v.nullable(Id),
    event: v.string(),
    reason: v.nullable(v.string()),
    metadata: v.looseObject({
      minutes: v.nullish(Count, null),
      scheduled_at: v.nullish(Time, null),
      user_id: v.nullish(Id, null),
    }),
    created_at: Time,
  }),
  v.transform((row): SessionEvent => ({
    id: row.id,
    actorId: row.actor_id,
    event: row.event,
    reason: row.reason,
    minutes: row.metadata.minutes,
    scheduledAt: row.metadata.scheduled_at,
    userId: row.metadata.user_id,
    createdAt: row.created_at,
  })),
);
