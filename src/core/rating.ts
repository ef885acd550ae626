/** What a student said of a session. */
export interface Rating {
  /** 1 to 5. */
  readonly stars: number;
  readonly comment: string | null;
  readonly createdAt: number;
}

/** As the database has it. */
export const MOST_STARS = 5;
