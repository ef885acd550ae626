/** What a student said of a session. */
export interface Rating {
  /** 1 to 5. */
  readonly stars: number;
  readonly comment: string | null;
  readonly createdAt: number;
}

/** One's own. */
export interface OwnRating extends Rating {
  /** Until when the database takes another one in its place: epoch ms, by the server's clock. */
  readonly changeableUntil: number;
}

/** As the database has it. */
export const MOST_STARS = 5;
