import type { AppRole } from './model.ts';

/** The shortest and the longest reason for using a power, in characters, as the database enforces it. */
export const MIN_REASON_CHARACTERS = 3;
export const MAX_REASON_CHARACTERS = 500;

/** How it stands with somebody's account; both null while it is not suspended. */
export interface Suspension {
  /** Epoch milliseconds. */
  readonly suspendedAt: number | null;
  readonly reason: string | null;
}

/**
 * What admins do to people. Each takes a reason, is in the audit log, and changes nothing when repeated;
 * `Invalid` with words for what nobody may do to themselves.
 */
export interface PersonActs {
  readonly suspensionOf: (userId: string) => Promise<Suspension>;
  readonly suspend: (userId: string, reason: string) => Promise<Suspension>;
  readonly restore: (userId: string, reason: string) => Promise<Suspension>;
  readonly setRole: (userId: string, role: AppRole, reason: string) => Promise<void>;
}
