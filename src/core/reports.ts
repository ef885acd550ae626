/** What people report, and what became of it. */
export interface ReportQuestions {
  readonly todo?: never;
}
