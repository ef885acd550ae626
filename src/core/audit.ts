/** What admins did. */
export interface AuditQuestions {
  readonly todo?: never;
}
