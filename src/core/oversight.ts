/** What admins do to messages, sessions and people. Each takes a reason and is in the audit log. */
export interface OversightQuestions {
  readonly todo?: never;
}
