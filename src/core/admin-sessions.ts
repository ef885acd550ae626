/** What admins ask about all sessions: what they are, never what is said in them. */
export interface AdminSessionQuestions {
  readonly todo?: never;
}
