/**
 * Stands in for `iceberg-js`, which storage-js imports for analytics buckets: the chat has none, and
 * every first visit would load it (see vite.config.ts).
 */
export function IcebergRestCatalog(): never {
  throw new Error('Analytics buckets are left out of this build.');
}
