import * as v from 'valibot';
import type { Suspension } from '../core/oversight-people.ts';
import type {
  Applicant,
  Application,
  AvailableAdmin,
  GivenRating,
  Person,
  PersonFace,
  Product,
  Profile,
} from '../core/people.ts';
import {
  AvatarUrl,
  Count,
  Id,
  Presence,
  productFields,
  Role,
  Time,
  toProductFace,
} from './rows.ts';

const Decision = v.picklist(['pending', 'approved', 'rejected']);
const MentorStatus = v.picklist(['none', 'pending', 'approved', 'rejected']);

const faceFields = { id: Id, full_name: v.string(), avatar_url: AvatarUrl };
const FaceRow = v.object(faceFields);

const toFace = (row: v.InferOutput<typeof FaceRow>): PersonFace => ({
  id: row.id,
  fullName: row.full_name,
  avatarUrl: row.avatar_url,
});

const personFields = {
  ...faceFields,
  headline: v.nullable(v.string()),
  skills: v.array(v.string()),
  timezone: v.nullable(v.string()),
  accepting: v.boolean(),
  reply_seconds: v.nullable(Count),
  presence: Presence,
  last_seen: v.nullable(Time),
  rating_average: v.nullable(v.number()),
  rating_count: Count,
};
const PersonFields = v.object(personFields);

const toPerson = (row: v.InferOutput<typeof PersonFields>): Person => ({
  ...toFace(row),
  headline: row.headline,
  skills: row.skills,
  timezone: row.timezone,
  accepting: row.accepting,
  replySeconds: row.reply_seconds,
  presence: row.presence,
  lastSeen: row.last_seen,
  ratingAverage: row.rating_average,
  ratingCount: row.rating_count,
});

export const PersonRow = v.pipe(PersonFields, v.transform(toPerson));

export const FullProfileRow = v.pipe(
  v.object({
    ...personFields,
    bio: v.nullable(v.string()),
    role: Role,
    mentor_status: MentorStatus,
    created_at: Time,
    blocked_by_me: v.boolean(),
  }),
  v.transform((row): Profile => ({
    ...toPerson(row),
    bio: row.bio,
    role: row.role,
    mentorStatus: row.mentor_status,
    createdAt: row.created_at,
    blockedByMe: row.blocked_by_me,
  })),
);

export const SuspensionRow = v.pipe(
  v.object({ suspended_at: v.nullable(Time), reason: v.nullable(v.string()) }),
  v.transform((row): Suspension => ({ suspendedAt: row.suspended_at, reason: row.reason })),
);

export const SkillRow = v.object({ skill: v.string(), mentors: Count });

/** Of `blocks`, with the person whom it names. */
export const BlockRow = v.pipe(
  v.object({ person: FaceRow }),
  v.transform((row): PersonFace => toFace(row.person)),
);

const applicationFields = {
  user_id: Id,
  status: Decision,
  statement: v.nullable(v.string()),
  applied_at: Time,
  decided_at: v.nullable(Time),
  reason: v.nullable(v.string()),
};
const ApplicationFields = v.object(applicationFields);

const toApplication = (row: v.InferOutput<typeof ApplicationFields>): Application => ({
  userId: row.user_id,
  status: row.status,
  statement: row.statement,
  appliedAt: row.applied_at,
  decidedAt: row.decided_at,
  reason: row.reason,
});

export const ApplicationRow = v.pipe(ApplicationFields, v.transform(toApplication));

export const ApplicantRow = v.pipe(
  v.object({
    ...applicationFields,
    full_name: v.string(),
    avatar_url: AvatarUrl,
    role: Role,
    headline: v.nullable(v.string()),
    bio: v.nullable(v.string()),
    skills: v.array(v.string()),
    timezone: v.nullable(v.string()),
    member_since: Time,
  }),
  v.transform((row): Applicant => ({
    ...toApplication(row),
    id: row.user_id,
    fullName: row.full_name,
    avatarUrl: row.avatar_url,
    role: row.role,
    headline: row.headline,
    bio: row.bio,
    skills: row.skills,
    timezone: row.timezone,
    memberSince: row.member_since,
  })),
);

export const RatingRow = v.pipe(
  v.object({
    session_id: Id,
    session_subject: v.nullable(v.string()),
    rater_name: v.nullable(v.string()),
    stars: Count,
    comment: v.nullable(v.string()),
    created_at: Time,
  }),
  v.transform((row): GivenRating => ({
    sessionId: row.session_id,
    sessionSubject: row.session_subject,
    raterName: row.rater_name,
    stars: row.stars,
    comment: row.comment,
    createdAt: row.created_at,
  })),
);

export const OfferRow = v.pipe(
  v.object({
    ...productFields,
    id: Id,
    active: v.boolean(),
    updated_at: Time,
    supplier: FaceRow,
  }),
  v.transform((row): Product => ({
    ...toProductFace(row),
    id: row.id,
    active: row.active,
    updatedAt: row.updated_at,
    supplier: toFace(row.supplier),
  })),
);

export const AdminRow = v.pipe(
  v.object({ ...faceFields, presence: Presence, open_conversations: Count }),
  v.transform((row): AvailableAdmin => ({
    ...toFace(row),
    presence: row.presence,
    openConversations: row.open_conversations,
  })),
);
