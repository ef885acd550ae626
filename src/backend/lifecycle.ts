import * as v from 'valibot';
import type { Overlap } from '../core/lifecycle-wishes.ts';
import type { OwnRating } from '../core/rating.ts';
import type { ReviewNote } from '../core/review.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { EventRow } from './event-row.ts';
import type { LifecycleBackend } from './lifecycle-backend.ts';
import { parse, parseEach, parseSession, parseSessionPage, Rows } from './parse.ts';
import { Count, Id, Role, Time } from './rows.ts';

/** The first message of a session. */
const BEGINNING = 1;

const MS_PER_SECOND = 1000;

const iso = (at: number): string => new Date(at).toISOString();

const OverlapRow = v.pipe(
  v.object({
    session_id: Id,
    subject: v.nullable(v.string()),
    scheduled_at: Time,
    with_peer: v.nullish(v.boolean(), false),
  }),
  v.transform((row): Overlap => ({
    sessionId: row.session_id,
    subject: row.subject,
    scheduledAt: row.scheduled_at,
    withPeer: row.with_peer,
  })),
);

const ReviewRow = v.pipe(
  v.object({ at: Time, role: Role, ended_at: v.nullable(Time) }),
  v.transform(({ ended_at, ...row }): ReviewNote => ({ ...row, endedAt: ended_at })),
);

const RatingRow = v.pipe(
  v.object({
    stars: Count,
    comment: v.nullable(v.string()),
    created_at: Time,
    changeable_until: Time,
  }),
  v.transform((row): OwnRating => ({
    stars: row.stars,
    comment: row.comment,
    createdAt: row.created_at,
    changeableUntil: row.changeable_until,
  })),
);

const SecondsRow = v.object({ value: Count });

const LateRow = v.object({ user_id: Id });

/** The life of sessions: asking for one, each arrow of it, its times and its people. */
export function createLifecycle(client: ChatClient): LifecycleBackend {
  return {
    requestSession: async ({ id, mentorId, subject, message, scheduledAt }) =>
      parseSession(
        unwrap(
          await client.rpc('request_session', {
            p_id: id,
            p_mentor_id: mentorId,
            p_subject: subject,
            ...(message.trim() === '' ? {} : { p_message: message }),
            ...(scheduledAt === null ? {} : { p_scheduled_at: iso(scheduledAt) }),
          }),
        ),
      ),

    transitionSession: async (sessionId, to, { reason, minutes }) => {
      const answer = unwrap(
        await client.rpc('transition_session', {
          p_session_id: sessionId,
          p_to: to,
          ...(reason === undefined ? {} : { p_reason: reason }),
          ...(minutes === undefined ? {} : { p_metadata: { minutes } }),
        }),
      );
      // To an admin who takes no part the rest is not shown.
      const whole = v.is(v.looseObject({ peers: v.array(v.unknown()) }), answer);
      return whole ? parseSession(answer) : null;
    },

    rescheduleSession: async (sessionId, at) =>
      parseSession(
        unwrap(
          await client.rpc('reschedule_session', {
            p_session_id: sessionId,
            p_scheduled_at: iso(at),
          }),
        ),
      ),

    requestExtension: async (sessionId, minutes) =>
      parseSession(
        unwrap(
          await client.rpc('request_extension', { p_session_id: sessionId, p_minutes: minutes }),
        ),
      ),

    answerExtension: async (sessionId, grant) =>
      parseSession(
        unwrap(await client.rpc('answer_extension', { p_session_id: sessionId, p_grant: grant })),
      ),

    overlappingSessions: async (at, peerId) =>
      parseEach(
        OverlapRow,
        parse(
          Rows,
          unwrap(
            await client.rpc('overlapping_sessions', {
              p_scheduled_at: iso(at),
              p_peer_id: peerId,
            }),
          ),
          'list of sessions',
        ),
        'session',
      ),

    joinSession: async (sessionId, reason) =>
      parseSession(
        unwrap(await client.rpc('join_session', { p_session_id: sessionId, p_reason: reason })),
      ),

    leaveSession: async (sessionId) => {
      unwrap(await client.rpc('leave_session', { p_session_id: sessionId }));
    },

    showHistory: async (sessionId, userId) =>
      parseSession(
        unwrap(await client.rpc('show_history', { p_session_id: sessionId, p_user_id: userId })),
      ),

    listLate: async (sessionId) =>
      parseEach(
        LateRow,
        unwrap(
          await client
            .from('participants')
            .select('user_id')
            .eq('session_id', sessionId)
            .is('left_at', null)
            .gt('from_seq', BEGINNING),
        ) ?? [],
        'participant',
      ).map((row) => row.user_id),

    listEvents: async (sessionId) =>
      parseEach(
        EventRow,
        unwrap(
          await client
            .from('session_events')
            .select('id, actor_id, event, reason, metadata, created_at')
            .eq('session_id', sessionId)
            .order('created_at'),
        ) ?? [],
        'event',
      ),

    listReviews: async (sessionId) =>
      parseEach(
        ReviewRow,
        parse(
          Rows,
          unwrap(await client.rpc('list_reviews', { p_session_id: sessionId })),
          'list of reviews',
        ),
        'review',
      ),

    getRating: async (sessionId) => {
      const [row, window] = await Promise.all([
        client
          .from('ratings')
          .select('stars, comment, created_at')
          .eq('session_id', sessionId)
          .maybeSingle(),
        client.from('app_settings').select('value').eq('key', 'rating_window').single(),
      ]);
      const rating = unwrap(row);
      if (rating === null) return null;
      const { value: seconds } = parse(SecondsRow, unwrap(window), 'setting');
      const until = Date.parse(rating.created_at) + seconds * MS_PER_SECOND;
      return parse(RatingRow, { ...rating, changeable_until: iso(until) }, 'rating');
    },

    rateSession: async (sessionId, stars, comment) =>
      parse(
        RatingRow,
        unwrap(
          await client.rpc('rate_session', {
            p_session_id: sessionId,
            p_stars: stars,
            ...(comment.trim() === '' ? {} : { p_comment: comment }),
          }),
        ),
        'rating',
      ),

    listAwaiting: async (cursor, limit) =>
      parseSessionPage(
        unwrap(
          await client.rpc('list_sessions', {
            p_needs_reply: true,
            p_limit: limit,
            ...(cursor === null ? {} : { p_before: cursor }),
          }),
        ),
      ),
  };
}
