/** The project's own limit, as `storage.file_size_limit` in supabase/config.toml. */
export const PROJECT_FILE_SIZE_LIMIT_BYTES = 10 * 1024 * 1024;
/** The rest of a refused body is read and dropped up to here, so that the answer can be heard. */
export const DRAIN_LIMIT_BYTES = 64 * 1024 * 1024;
