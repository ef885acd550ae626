import * as v from 'valibot';
import type {
  ChangedMessage,
  FormerVersion,
  ReviewGrant,
  ReviewQuestions,
  ReviewTrailPage,
} from '../core/review.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { EventRow } from './event-row.ts';
import { parse, parseEach, Rows } from './parse.ts';
import { Attachment, Count, Id, Time } from './rows.ts';

const GrantRow = v.pipe(
  v.object({
    id: Id,
    session_id: Id,
    reason: v.string(),
    granted_at: Time,
    expires_at: Time,
    ended_at: v.nullable(Time),
  }),
  v.transform((row): ReviewGrant => ({
    id: row.id,
    sessionId: row.session_id,
    reason: row.reason,
    grantedAt: row.granted_at,
    expiresAt: row.expires_at,
    endedAt: row.ended_at,
  })),
);

const VersionRow = v.pipe(
  v.object({
    version: Count,
    content: v.nullable(v.string()),
    attachments: v.nullish(v.array(Attachment), []),
    replaced_at: Time,
    reason: v.picklist(['edit', 'delete', 'hidden']),
  }),
  v.transform(({ replaced_at, ...row }): FormerVersion => ({
    ...row,
    attachments: row.attachments,
    replacedAt: replaced_at,
  })),
);

const ChangedRow = v.pipe(
  v.object({ message_id: Id, seq: Count, versions: v.nullish(v.array(VersionRow), []) }),
  v.transform((row): ChangedMessage => ({
    messageId: row.message_id,
    seq: row.seq,
    versions: row.versions,
  })),
);

const TrailPage = v.object({ items: Rows, next_cursor: v.nullable(Count), events: Rows });

const GRANT = 'id, session_id, reason, granted_at, expires_at, ended_at';

/** Reviews over PostgREST. What is read under a grant is read as by a participant. */
export const createReview = (client: ChatClient): ReviewQuestions => ({
  beginReview: async (sessionId, reason) =>
    parse(
      GrantRow,
      unwrap(await client.rpc('review_session', { p_session_id: sessionId, p_reason: reason })),
      'review',
    ),

  endReview: async (sessionId) => {
    unwrap(await client.rpc('end_review', { p_session_id: sessionId }));
  },

  ownGrants: async (grantId) => {
    const rows = client.from('review_grants').select(GRANT);
    const found = parseEach(
      GrantRow,
      unwrap(
        await (grantId === null
          ? rows.is('ended_at', null)
          : rows.or(`ended_at.is.null,id.eq.${grantId}`)),
      ) ?? [],
      'review',
    );
    return {
      asked: found.find(({ id }) => id === grantId) ?? null,
      open: found.find(({ endedAt }) => endedAt === null) ?? null,
    };
  },

  reviewTrail: async (sessionId, afterSeq, limit): Promise<ReviewTrailPage> => {
    const page = parse(
      TrailPage,
      unwrap(
        await client.rpc('review_timeline', {
          p_session_id: sessionId,
          p_after_seq: afterSeq,
          p_limit: limit,
        }),
      ),
      'trail',
    );
    return {
      changed: parseEach(ChangedRow, page.items, 'changed message'),
      nextCursor: page.next_cursor,
      events: parseEach(EventRow, page.events, 'event'),
    };
  },
});
