import * as v from 'valibot';
import type { Analytics, AnalyticsDay, AnalyticsQuestions, MentorLoad } from '../core/analytics.ts';
import type { ChatClient } from './client.ts';
import { unwrap } from './errors.ts';
import { parse } from './parse.ts';
import { Count, Id, Status, Time } from './rows.ts';

const Seconds = v.nullable(Count);

const DayRow = v.pipe(
  v.object({
    day: v.pipe(v.string(), v.isoDate()),
    messages: Count,
    people: Count,
    sessions: v.record(Status, Count),
    reports: Count,
    first_reply_seconds: Seconds,
  }),
  v.transform(({ first_reply_seconds, ...row }): AnalyticsDay => ({
    ...row,
    firstReplySeconds: first_reply_seconds,
  })),
);

const MentorRow = v.pipe(
  v.object({
    id: Id,
    name: v.nullable(v.string()),
    open: Count,
    sessions: Count,
    completed: Count,
    first_reply_seconds: Seconds,
  }),
  v.transform(({ first_reply_seconds, ...row }): MentorLoad => ({
    ...row,
    firstReplySeconds: first_reply_seconds,
  })),
);

const AnalyticsRow = v.pipe(
  v.object({
    as_of: Time,
    days: v.array(DayRow),
    first_reply: v.object({
      count: Count,
      median_seconds: Seconds,
      p90_seconds: Seconds,
      bars: v.array(v.object({ up_to_seconds: Seconds, count: Count })),
    }),
    mentors: v.array(MentorRow),
  }),
  v.transform(({ as_of, days, first_reply, mentors }): Analytics => ({
    asOf: as_of,
    days,
    firstReply: {
      count: first_reply.count,
      medianSeconds: first_reply.median_seconds,
      p90Seconds: first_reply.p90_seconds,
      bars: first_reply.bars.map(({ up_to_seconds, count }) => ({
        upToSeconds: up_to_seconds,
        count,
      })),
    },
    mentors,
  })),
);

/** Analytics over PostgREST. */
export const createAnalytics = (client: ChatClient): AnalyticsQuestions => ({
  analytics: async ({ from, to, role, kind }) =>
    parse(
      AnalyticsRow,
      unwrap(
        await client.rpc('analytics', {
          p_from: from,
          p_to: to,
          ...(role === null ? {} : { p_role: role }),
          ...(kind === null ? {} : { p_kind: kind }),
        }),
      ),
      'set of numbers',
    ),
});
