/** Something is under way; `label` says what. */
export function Spinner({ label }: { label: string }) {
  return (
    <span className="inline-flex items-center gap-2 text-meta text-soft">
      <span
        aria-hidden="true"
        className="size-4 animate-spin rounded-full border-2 border-line border-t-accent"
      />
      {label}
    </span>
  );
}
