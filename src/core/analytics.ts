/** How the whole is doing, in numbers. */
export interface AnalyticsQuestions {
  readonly todo?: never;
}
