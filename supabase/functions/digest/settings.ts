/** What the function has to know of the project around it. Addresses are without a slash at the end. */
export interface DigestSettings {
  /** Of the project, such as `https://abc.supabase.co`. */
  apiUrl: string;
  /** The secret (service role) key: for the outbox, and what callers must show. */
  secretKey: string;
  /** What a visitor's browser has: unsubscribing needs no more. */
  publishableKey: string;
  /** Where this function is reached from outside. */
  functionUrl: string;
  /** Where the chat is: links lead there. */
  appUrl: string;
  /** Takes `POST {from, to, subject, text, html, headers}`. */
  mailApiUrl: string;
  mailApiKey: string;
  /** Such as `Chat <chat@example.com>`. */
  from: string;
}
