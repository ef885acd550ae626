interface ImportMetaEnv {
  /** Address of a Supabase project; unset, the page's own origin is asked. */
  readonly VITE_SUPABASE_URL?: string;
  readonly VITE_SUPABASE_PUBLISHABLE_KEY?: string;
}
