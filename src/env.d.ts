interface ImportMetaEnv {
  /** Address of a Supabase project; unset, the page's own origin is asked. */
  readonly VITE_SUPABASE_URL?: string;
  readonly VITE_SUPABASE_PUBLISHABLE_KEY?: string;
  /** Where people write to when they cannot use the chat; shown to who is suspended. */
  readonly VITE_CONTACT_EMAIL?: string;
}
