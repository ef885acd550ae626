import type { AdminQuestions } from './admin.ts';
import type { Suspension } from './oversight-people.ts';
import type { Rating } from './rating.ts';
import type { Report, ReportWish } from './reports.ts';
import type { AppRole, PresenceStatus, ProductFace, Session, SessionKind } from './model.ts';

/** The nouns of the directories and of one's own account. Times are epoch milliseconds. */

export type MentorStatus = 'none' | 'pending' | 'approved' | 'rejected';
export type Decision = Exclude<MentorStatus, 'none'>;

/** As much of somebody as a line needs. */
export interface PersonFace {
  readonly id: string;
  readonly fullName: string;
  readonly avatarUrl: string | null;
}

/** Somebody as a directory shows them. */
export interface Person extends PersonFace {
  readonly headline: string | null;
  readonly skills: readonly string[];
  /** IANA name. */
  readonly timezone: string | null;
  /** Of a mentor: takes new requests. */
  readonly accepting: boolean;
  /** In how many seconds this person usually answers; null while too little is known. */
  readonly replySeconds: number | null;
  readonly presence: PresenceStatus;
  readonly lastSeen: number | null;
  /** In stars; null while there are too few ratings to be shown. */
  readonly ratingAverage: number | null;
  readonly ratingCount: number;
}

/** Somebody as their page shows them. */
export interface Profile extends Person {
  readonly bio: string | null;
  readonly role: AppRole;
  readonly mentorStatus: MentorStatus;
  readonly createdAt: number;
  readonly blockedByMe: boolean;
}

export interface MentorSearch {
  /** Words, or beginnings of words; empty for anybody. At most `MAX_QUERY_CHARACTERS`. */
  readonly text: string;
  /** All of these. At most `MAX_SKILLS_ASKED`. */
  readonly skills: readonly string[];
  /** Only who takes requests. */
  readonly available: boolean;
}

export interface ProductSearch {
  readonly text: string;
  /** Null for anybody's. */
  readonly supplierId: string | null;
}

export const MAX_QUERY_CHARACTERS = 100;
export const MAX_SKILLS_ASKED = 10;

/** Part of a list; `nextCursor` is opaque and asks for the part after it, null after the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** What mentors can help with, and how many of them. */
export interface SkillCount {
  readonly skill: string;
  readonly mentors: number;
}

/** What people write about themselves. */
export interface ProfileText {
  readonly fullName: string;
  readonly headline: string | null;
  readonly bio: string | null;
  readonly skills: readonly string[];
  readonly timezone: string | null;
  readonly accepting: boolean;
}

/** Somebody's wish to be a mentor, and what became of it. */
export interface Application {
  readonly userId: string;
  readonly status: Decision;
  /** Null for who signed up as a mentor and said nothing yet. */
  readonly statement: string | null;
  readonly appliedAt: number;
  readonly decidedAt: number | null;
  readonly reason: string | null;
}

/** The same with the person, for those who decide. */
export interface Applicant extends Application, PersonFace {
  readonly role: AppRole;
  readonly headline: string | null;
  readonly bio: string | null;
  readonly skills: readonly string[];
  readonly timezone: string | null;
  readonly memberSince: number;
}

export interface Product extends ProductFace {
  readonly id: string;
  readonly active: boolean;
  readonly updatedAt: number;
  readonly supplier: PersonFace;
}

export interface AvailableAdmin extends PersonFace {
  readonly presence: PresenceStatus;
  readonly openConversations: number;
}

/** What a student said of a session, as admins read it. */
export interface GivenRating extends Rating {
  readonly sessionId: string;
  readonly sessionSubject: string | null;
  /** Null when the student’s account is gone. */
  readonly raterName: string | null;
}

/** Conversations that begin without a request. */
export type OpenableKind = Exclude<SessionKind, 'mentoring'>;

/** What may be asked about people and products. Rejects with `ChatFailure` and with nothing else. */
export interface PeopleQuestions {
  /** What only admins may ask. `Offline` while its code cannot be fetched. */
  readonly admin: () => Promise<AdminQuestions>;
  readonly findMentors: (search: MentorSearch, cursor: string | null) => Promise<Page<Person>>;
  readonly mentorSkills: () => Promise<readonly SkillCount[]>;
  /** `NotFound` for who is gone. */
  readonly profileOf: (userId: string) => Promise<Profile>;
  /** Whom the viewer blocked, last blocked first. */
  readonly blockedPeople: () => Promise<readonly PersonFace[]>;
  /** Repeating it changes nothing. */
  readonly setBlock: (userId: string, on: boolean) => Promise<void>;
  /** Null for who never applied. */
  readonly applicationOf: (userId: string) => Promise<Application | null>;
  readonly applyAsMentor: (statement: string) => Promise<Application>;
  /** For admins: longest waiting first. */
  readonly applications: (status: Decision, cursor: string | null) => Promise<Page<Applicant>>;
  /** For admins. A rejection needs a reason, which the applicant reads. */
  readonly decideMentor: (
    userId: string,
    approve: boolean,
    reason: string | null,
  ) => Promise<Applicant>;
  /** For admins: of a mentor, last changed first. */
  readonly ratingsOf: (userId: string, cursor: string | null) => Promise<Page<GivenRating>>;
  readonly findProducts: (search: ProductSearch, cursor: string | null) => Promise<Page<Product>>;
  /** `NotFound` for one that is no longer on offer, but to its supplier. */
  readonly productOf: (productId: string) => Promise<Product>;
  /** Those who are online first, then by how many conversations they have. */
  readonly availableAdmins: () => Promise<readonly AvailableAdmin[]>;
  /** The viewer's sessions with somebody, whatever their status, newest first. */
  readonly sessionsWith: (peerId: string, cursor: string | null) => Promise<Page<Session>>;
  /** Yields the viewer's report about it that waits already, if there is one. */
  readonly report: (wish: ReportWish) => Promise<Report>;
  /** What the viewer reported, newest first. */
  readonly myReports: (cursor: string | null) => Promise<Page<Report>>;
  /** Whether and why the viewer is suspended. */
  readonly mySuspension: () => Promise<Suspension>;
  /** Everything that is stored about the viewer, as JSON. */
  readonly myData: () => Promise<unknown>;
  /** For good. `email` is that of the viewer's account, typed by them. */
  readonly deleteAccount: (email: string) => Promise<void>;
}
