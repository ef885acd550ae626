/** Reading a session that one has no part in, for a reason that is kept. */
export interface ReviewQuestions {
  readonly todo?: never;
}
