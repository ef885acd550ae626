/** The limits and times of the whole, which admins set. */
export interface LimitQuestions {
  readonly todo?: never;
}
